// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { Metronome, pitch } from 'rehearsal';

export class ScoreMissing extends Error {
  name = 'ScoreMissing';
}

export class OutOfTune extends Error {}

export class Library {
  scores = new Map();
  lent = [];

  static from(list) {
    const library = new Library();
    for (const { title, pages } of list) library.scores.set(title, pages);
    return library;
  }

  lend(title, singer) {
    if (!this.scores.has(title)) {
      throw new ScoreMissing(`no score of "${title}" for ${singer}`);
    }
    if (this.lent.includes(title)) throw new ScoreMissing(`${title} is with someone else`);
    this.lent.push(title);
    return this.scores.get(title);
  }

  get newest() {
    const { year } = this.lent.at(-1);
    return year;
  }

  lengthOf(title) {
    return this.scores.get(title).length;
  }

  async copy(title) {
    const score = { title, sing: () => title };
    await null;
    return structuredClone(score);
  }
}

export function transpose(notes, by) {
  return notes.map((note) => pitch(note) + by);
}

export function lowest(notes) {
  let least = Infinity;
  for (const note of notes) least = Math.min(least, pitch(note));
  return least;
}

export function conduct(beats, voices) {
  const metronome = new Metronome(beats);
  metronome.run((beat) => {
    const voice = voices[beat];
    voice.sing(beat);
  });
}

export class Tuner {
  #reference = 440;
  check(hertz) {
    if (Math.abs(hertz - this.#reference) > 20) {
      throw new OutOfTune(`${hertz} Hz is too far from the reference`);
    }
    return hertz;
  }
  all(list) {
    return Promise.all(list.map(async (hertz) => this.check(await hertz)));
  }
}

// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
export function createRehearsal() {
  const pieces = {};
  return {
    add(title, play) {
      pieces[title] = play;
    },
    play(title, tempo) {
      return new Promise((resolve) => resolve(pieces[title](tempo)));
    },
  };
}

export class Metronome {
  constructor(beats) {
    this.beats = beats;
  }
  run(onBeat) {
    for (let i = 0; i < this.beats; i++) onBeat(i);
  }
}

export const pitch = (note) => {
  const match = /^([a-g])(#|b)?(\d)$/.exec(note);
  if (!match) throw new TypeError('"' + note + '" is not a pitch');
  return match[1].charCodeAt(0) * 12 + Number(match[3]);
};

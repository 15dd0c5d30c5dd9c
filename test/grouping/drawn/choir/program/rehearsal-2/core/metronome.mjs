// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
export class Metronome {
  #beats;
  constructor(beats) {
    this.#beats = beats;
  }
  *ticks() {
    for (let i = 0; i < this.#beats; i++) yield i;
  }
  run(onBeat) {
    for (const tick of this.ticks()) this.emit(onBeat, tick);
  }
  emit(onBeat, tick) {
    onBeat(tick);
  }
}

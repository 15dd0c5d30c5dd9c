// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
class Stage {
  #pieces = new Map();
  add(title, play) {
    this.#pieces.set(title, play);
  }
  async play(title, tempo) {
    await this.#tune();
    return this.#perform(this.#pieces.get(title), tempo);
  }
  async #tune() {}
  #perform(piece, tempo) {
    return piece(tempo);
  }
}

export const createRehearsal = () => new Stage();

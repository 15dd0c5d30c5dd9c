// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export class Pool {
  #waiting = new Set();

  take(ms) {
    return new Promise((_, reject) => {
      this.#waiting.add(reject);
      setTimeout(() => this.#giveUp(reject, ms), 1);
    });
  }

  #giveUp(reject, ms) {
    this.#waiting.delete(reject);
    reject(new Error(`pool: no connection within ${ms} ms`));
  }
}

export function acquire(ms) {
  return new Pool().take(ms);
}

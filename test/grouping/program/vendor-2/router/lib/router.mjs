// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { Layer } from './layer.mjs';

class Router {
  #layers = [];

  add(name, handler) {
    this.#layers.push(new Layer(name, handler));
  }

  async handle(name, value) {
    return await this.#process(
      this.#layers.find((layer) => layer.matches(name)),
      value,
    );
  }

  async #process(layer, value) {
    return await layer.run(value);
  }
}

export function createRouter() {
  return new Router();
}

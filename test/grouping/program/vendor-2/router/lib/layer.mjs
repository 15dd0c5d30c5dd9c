// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export class Layer {
  constructor(name, handler) {
    this.name = name;
    this.handler = handler;
  }

  matches(name) {
    return this.name === name;
  }

  async run(value) {
    const { handler } = this;
    return await handler(value);
  }
}

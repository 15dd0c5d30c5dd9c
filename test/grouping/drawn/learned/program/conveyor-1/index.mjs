// @ts-nocheck -- a dependency of a program that goes wrong on purpose
/* oxlint-disable */
export class Belt {
  constructor() {
    this.stations = new Map();
  }
  mount(name, work) {
    this.stations.set(name, work);
    return this;
  }
  async carry(name, load) {
    const work = this.stations.get(name);
    return await this.place(work, load);
  }
  place(work, load) {
    return Promise.resolve().then(() => work(load));
  }
}

export function eachItem(list, visit) {
  for (let i = 0; i < list.length; i++) visit(list[i], i);
}

export function measure(text) {
  if (!/^\d+(?:mm|cm)$/.test(text)) throw new SyntaxError('Not a measure: ' + text);
  return Number.parseInt(text, 10);
}

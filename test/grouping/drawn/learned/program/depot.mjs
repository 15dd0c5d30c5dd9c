// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { eachItem, measure } from 'conveyor';

export class ShelfFullError extends Error {
  constructor(shelf, by) {
    super(`shelf ${shelf} holds ${by} more than it may`);
    this.name = 'ShelfFullError';
    this.shelf = shelf;
  }
}

/** Leaves its name alone, as many do. */
export class LabelUnreadable extends Error {}

export class Depot {
  #shelves = new Map();
  static #open = 0;

  constructor(size) {
    this.size = size;
    Depot.#open++;
  }

  put(shelf, item) {
    const list = this.#shelves.get(shelf) ?? [];
    list.push(item);
    this.#shelves.set(shelf, list);
    this.#check(shelf, list);
  }

  #check(shelf, list) {
    if (list.length > this.size) throw new ShelfFullError(shelf, list.length - this.size);
  }

  get heaviest() {
    const all = [...this.#shelves.values()].flat();
    return all.reduce((a, b) => (a.weight > b.weight ? a : b));
  }

  widthOf(item) {
    return measure(item.size) * 2;
  }

  heightOf(item) {
    const height = measure(item.height);
    return height + 1;
  }

  stickers(items) {
    const made = [];
    eachItem(items, (item) => made.push(this.sticker(item)));
    return made;
  }

  sticker(item) {
    return `${item.name.toUpperCase()} ${item.owner.address.city}`;
  }

  *walk(n) {
    for (const [shelf, list] of this.#shelves) {
      if (list.length === 0) continue;
      for (const item of list) yield this.weigh(item, shelf, n);
    }
  }

  weigh(item, shelf, n) {
    if (item.weight > 100)
      throw new RangeError(`${item.name} on ${shelf} weighs ${item.weight + n} kg`);
    return item.weight;
  }

  async *feed(list) {
    for await (const one of list) yield this.read(one);
  }

  read(one) {
    const at = one.text.indexOf('=');
    if (at === -1) throw new LabelUnreadable(`cannot make sense of label ${one.text}`);
    return one.text.slice(at + 1);
  }
}

// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export const oops = (what) => {
  throw new Error(what);
};

export function notNull(value, what) {
  return value ?? oops(`${what} was left out`);
}

export const parseDay = (text) => {
  const day = new Date(text);
  return day.toISOString().slice(0, 10);
};

export function price(amount, currency) {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount);
}

export function book({ hall: { seats }, guests }) {
  const left = seats - guests;
  if (left < 0) throw new RangeError(`${-left} guests would have to stand`);
  return '*'.repeat(left).padEnd(seats, '.');
}

export function chorus(depth) {
  const verse = (at) => (at > 0 ? verse(at + 1).concat(at) : []);
  return verse(depth);
}

export const invite = async (people) => {
  const asked = people.map(async ({ name, says }) => {
    if (says !== 'yes') throw new Error(`${name} said ${says}`);
    return name;
  });
  return Promise.any(asked);
};

export class Diary {
  #entries = [];
  add(entry) {
    this.#entries.push(entry);
    entry.diary = this;
    entry.self = entry;
    return this;
  }
  save() {
    return JSON.stringify(this.#entries);
  }
  static restore(text) {
    const { entries } = JSON.parse(text, (key, value) => (key === 'when' ? BigInt(value) : value));
    return entries;
  }
}

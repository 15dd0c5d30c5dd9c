// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
const shelves = { A1: 3, B2: 0 };

export async function load(sku) {
  await null;
  if (!(sku in shelves)) throw new Error(`no shelf for ${sku}`);
  return shelves[sku];
}

export function readShelves(text) {
  return JSON.parse(text);
}

export function* shelvesFrom(list) {
  for (const shelf of list) {
    if (shelf.broken) throw new Error(`shelf ${shelf.id} is broken`);
    yield shelf;
  }
}

export function countShelves(list) {
  return [...shelvesFrom(list)].length;
}

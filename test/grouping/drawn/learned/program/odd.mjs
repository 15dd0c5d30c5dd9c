// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { Depot } from './depot.mjs';
import { countdown, decodeLabel, demand, parseManifest, planRoute, tally } from './planning.mjs';

const depot = new Depot(2);
const full = (n) => {
  const small = new Depot(0);
  small.put('s' + n, { name: 'box' });
};
const collect = async (iterable) => {
  const all = [];
  for await (const one of iterable) all.push(one);
  return all;
};

export const odd = [
  ['shelf', full],
  [
    'shelf#two',
    async (n) => new Promise((resolve) => setTimeout(resolve, 1)).then(() => full(n + 1)),
  ],
  ['empty-depot', () => new Depot(1).heaviest],
  ['sticker', (n) => depot.stickers([{ name: 'a' + n, owner: {} }])],
  ['sticker-name', () => depot.sticker({ owner: {} })],
  [
    'too-heavy',
    (n) => {
      const heavy = new Depot(9);
      heavy.put('h', { name: 'stone', weight: 400 });
      return [...heavy.walk(n)];
    },
  ],
  ['label', (n) => collect(depot.feed([Promise.resolve({ text: 'label ' + n })]))],
  ['width', (n) => depot.widthOf({ size: n + 'ft' })],
  ['height', (n) => depot.heightOf({ height: n + ' inch' })],
  ['manifest', (n) => parseManifest(`{"part": ${n}, "size"`)],
  ['manifest-lines', (n) => parseManifest(`{"parts": {"n": ${n}}}`)],
  ['route-nowhere', (n) => planRoute({ stops: n % 2 ? undefined : undefined })],
  ['route-loop', () => planRoute({ stops: ['a', 'b', 'a'] })],
  ['countdown', (n) => countdown(n + 1)],
  ['tally', (n) => tally([n, BigInt(n)])],
  ['decode', () => decodeLabel('%E0%A4%A')],
  [
    'demand-crate',
    (n) => {
      const crate = { id: n };
      demand(crate.lid, `crate ${crate.id} came without its lid`);
    },
  ],
  [
    'said-no',
    (n) => {
      throw `conveyor ${n} said no`;
    },
  ],
  ['said-object', (n) => Promise.reject({ status: 502, attempt: n })],
];

export const cycle: Record<string, unknown> = { name: 'cycle' };
cycle['self'] = cycle;

export const throwing: object = {
  good: 1,
  get bad(): never {
    throw new Error('getter');
  },
};

const raise = (): never => {
  throw new Error('trap');
};

const rude = new Proxy(
  {},
  {
    get: raise,
    has: raise,
    ownKeys: raise,
    getPrototypeOf: raise,
    getOwnPropertyDescriptor: raise,
  },
);

const badMessage = Object.defineProperty(new Error('x'), 'message', { get: raise });

const deep: Record<string, unknown> = {};
let inner = deep;
for (let depth = 0; depth < 10_000; depth++) {
  inner['d'] = {};
  inner = inner['d'] as Record<string, unknown>;
}

export const wide: Record<string, number> = Object.fromEntries(
  Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]),
);

const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** What no log call may stumble over, by a name for it. */
export const values: Record<string, unknown> = {
  'a cycle': cycle,
  'a BigInt': { n: 2n ** 80n },
  'a bare BigInt': 5n,
  'a symbol': { s: Symbol('s') },
  'a throwing getter': throwing,
  'a Proxy whose every trap throws': rude,
  'a revoked Proxy': revoked.proxy,
  'a nested Proxy': { rude, list: [rude] },
  'a toJSON that throws': { toJSON: raise },
  'a toJSON that gives itself': {
    toJSON(): unknown {
      return this;
    },
  },
  'an error whose message throws': badMessage,
  'an error in an error field whose message throws': { err: badMessage },
  'an err that is a Proxy': { err: rude },
  'a lone surrogate': { text: '\ud800 alone \udc00' },
  'a text of 50 MB': { text: 'x'.repeat(50 * 1024 * 1024) },
  'a text of 50 MB that must be escaped': { text: '\u0001'.repeat(50 * 1024 * 1024) },
  'many long texts of three bytes a character': Array.from({ length: 100 }, () =>
    '漢'.repeat(10_000),
  ),
  '10,000 attributes': wide,
  'a depth of 10,000': deep,
  'a list of 100,000': { list: Array.from({ length: 100_000 }, (_, index) => index) },
  'a Map and a Set': { map: new Map<unknown, unknown>([[{}, 1]]), set: new Set([1]) },
  'a Buffer': { body: Buffer.alloc(10_000_000) },
  'a function': { fn: raise },
  'an object without a prototype': Object.assign(Object.create(null), { a: 1 }),
  'an invalid date': { at: new Date(Number.NaN) },
  NaN: { n: Number.NaN },
  undefined,
  null: null,
  'a URL': { url: new URL('http://localhost/a') },
  'a key named __proto__': JSON.parse('{"__proto__":{"polluted":true}}'),
};

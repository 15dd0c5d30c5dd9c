import { createLogger } from '@sonde/logger';
import { expect, test } from 'vitest';
import { recordingDestination, recordingLane } from './recording-lane.js';

const MAX_RECORD_BYTES = 256 * 1024;
const ESC = '\u001b';

const cycle: Record<string, unknown> = { name: 'cycle' };
cycle['self'] = cycle;

const throwing = {
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

const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]));

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const values: Record<string, unknown> = {
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

test.each(Object.keys(values))('logging %s never throws, and gives one bounded record', (name) => {
  const lane = recordingLane();
  const printed = recordingDestination();
  const logger = createLogger({ lane, destination: printed, print: 'json' });
  const value = values[name] as object;
  expect(() => {
    logger.info(value);
    logger.info(value, 'with a message');
    logger.info('with a place %o', value);
    logger.info({ value }, 'inside');
    logger.child({ value }).info('bound');
  }).not.toThrow();
  expect(lane.offered).toHaveLength(5);
  const lines = printed.text.split('\n');
  expect(lines).toHaveLength(6);
  for (const line of lines.slice(0, 5)) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    expect(JSON.parse(line)).toMatchObject({ level: 30, pid: process.pid });
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('what could be told of a hostile object is told, and what was cut is marked', () => {
  const lane = recordingLane();
  const logger = createLogger({ lane, print: false });
  logger.info(throwing);
  expect(lane.last()).toMatchObject({ good: 1, bad: '[Throws: getter]' });
  logger.info(cycle);
  expect(lane.last()).toMatchObject({ name: 'cycle', self: '[Circular]' });
  logger.info({ n: 2n ** 80n });
  expect(lane.last()).toMatchObject({ n: '1208925819614629174706176' });
  logger.info({ text: 'x'.repeat(1_000_000) });
  expect(lane.last()['text']).toMatch(/x… \[\d+ characters cut\]$/);
  logger.info(wide);
  expect(lane.last()).toMatchObject({ k0: 0, '…': '[9744 entries cut]' });
});

test('a record is one line in which no character moves a terminal or a reader', () => {
  const printed = recordingDestination();
  const logger = createLogger({ lane: false, destination: printed, print: 'json' });
  const hostile = `a\r\nb${ESC}[2Jc\u009bd\u007fe\u0085f\u2028g\u2029h\u202ei\u2066j`;
  logger.info({ [hostile]: hostile }, hostile);
  // oxlint-disable-next-line no-control-regex -- these are what must not stand there
  expect(printed.text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066]/);
  expect(JSON.parse(printed.text)).toMatchObject({ [hostile]: hostile, msg: hostile });
});

test('pretty printing shows control characters instead of sending them', () => {
  const printed = recordingDestination();
  const logger = createLogger({ lane: false, destination: printed, print: 'pretty' });
  logger.info({ agent: `${ESC}[2J\u009b` }, `a\nFATAL: forged ${ESC}]0;title\u0007`);
  expect(printed.text).not.toMatch(new RegExp(`[${ESC}\u0007\u009b]`));
  expect(printed.text).toContain(String.raw`a\nFATAL: forged \u001b]0;title\u0007`);
});

// Measures one competitor; argv: which measurement, which competitor.

import pinoRedact from '@pinojs/redact';
import { createRedactor } from '@sonde/redaction';
import fastRedact from 'fast-redact';
import pino from 'pino';
import { BAIT } from '../../packages/redaction/test/bait.ts';
import { worstInputs } from './worst-input.mjs';

const [kind, name] = process.argv.slice(2);

const PATHS = [
  'password',
  'user.password',
  'headers.authorization',
  'headers.cookie',
  'card.number',
  'token',
  'items[*].secret',
  'body.password',
];
const nowhere = { write() {} };
const failure = new TypeError('cannot read the price of an unknown item');
const TEN = (i) => ({
  order: i,
  user: 'u-1842',
  total: 129.9,
  currency: 'EUR',
  items: 3,
  country: 'NL',
  method: 'card',
  retry: 0,
  cached: false,
  took: 12.5,
});

/**
 * Nanoseconds of this thread's processor time a call, so that a busy machine counts less. The clock of
 * the kernel ticks in milliseconds: hence the long runs.
 */
function timed(work, { atLeastMs = 200, warmUpMs = 80 } = {}) {
  run(work, warmUpMs);
  return run(work, atLeastMs);
}

function run(work, ms) {
  const began = process.threadCpuUsage();
  let calls = 0;
  for (;;) {
    for (let i = 0; i < 200; i++) work(i);
    calls += 200;
    const { user, system } = process.threadCpuUsage(began);
    if (user + system >= ms * 1000) return ((user + system) * 1000) / calls;
  }
}

const lineFigures = (logger) => ({
  short: timed((i) => logger.info(`order ${i} accepted`)),
  fields: timed((i) => logger.info(TEN(i), 'order accepted')),
  error: timed((i) => logger.error({ err: failure, order: i }, 'order refused')),
});

function pinoWith(redact) {
  return pino(redact ? { formatters: { log: redact } } : {}, nowhere);
}

const measurements = {
  line() {
    const plain = createRedactor();
    const pathed = createRedactor({ paths: PATHS });
    if (name === 'pino') return lineFigures(pinoWith());
    if (name === 'pino, sonde keys') return lineFigures(pinoWith((fields) => plain.keys(fields)));
    if (name === 'pino, sonde keys and 8 paths')
      return lineFigures(pinoWith((fields) => pathed.keys(fields)));
    if (name === 'pino, sonde values')
      return lineFigures(pinoWith((fields) => plain.value(fields)));
    if (name === 'pino, its own redact, 8 paths')
      return lineFigures(pino({ redact: PATHS }, nowhere));
    const redact = fastRedact({ paths: PATHS, serialize: false });
    return lineFigures(pinoWith((fields) => redact(fields)));
  },
  async logger() {
    if (name === 'pino, async file')
      return lineFigures(pino(pino.destination({ dest: '/dev/null', sync: false })));
    const { createLogger } = await import('@sonde/logger');
    // Nobody reads the ring: what is measured is the call.
    const lane = { offer: () => true };
    if (name === 'sonde, lane only') return lineFigures(createLogger({ print: false, lane }));
    return lineFigures(createLogger({ print: 'json', destination: nowhere, lane }));
  },
  text() {
    const texts = {
      prose:
        'The customer asked to change the address of delivery after the order was packed, which the warehouse refused. ',
      json: '{"order":1842,"items":[{"name":"anchor","price":12.5,"stock":true}],"note":"gift"} ',
      addresses:
        'GET https://shop.example/api/orders/1842/items?page=2&sort=price&lang=nl#top 200 12ms ',
    };
    const redactor = createRedactor();
    const fast = fastRedact({ paths: PATHS });
    const slim = pinoRedact({ paths: PATHS });
    const ways = {
      'JSON.stringify': (value) => JSON.stringify(value),
      'sonde, values, then JSON.stringify': (value) => JSON.stringify(redactor.value(value)),
      'fast-redact, 8 paths, to JSON': (value) => fast(value),
      '@pinojs/redact, 8 paths, to JSON': (value) => slim(value),
    };
    return Object.fromEntries(
      Object.entries(texts).map(([figure, text]) => {
        const value = { a: text.repeat(5), b: { c: text.repeat(5) } };
        const way = ways[name];
        return [figure, timed(() => way(value)) / (text.length * 10)];
      }),
    );
  },
  bait() {
    const redactor = createRedactor({ email: true, phone: true });
    return Object.fromEntries(
      Object.entries(BAIT).map(([pattern, bait]) => {
        const text = bait.repeat(Math.ceil(8192 / bait.length)).slice(0, 8192);
        const ns = timed(() => redactor.text(text), { atLeastMs: 60, warmUpMs: 20 });
        return [pattern, ns / 1e6];
      }),
    );
  },
  worst: () => worstInputs(),
};

const figures = await measurements[kind]();
setImmediate(() => process.send(figures, () => process.exit()));

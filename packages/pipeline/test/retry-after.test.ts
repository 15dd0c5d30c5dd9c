import { createLane, type Lane, resolveLaneOptions } from '@sonde/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryAfterMs } from '../dist/post.js';
import { createOtlpSink, type OtlpSink, until } from './otlp-sink.js';

const NOW = Date.UTC(2026, 10, 29, 8, 0, 0);
const MOST_MS = 60_000;

it.each([
  ['7', 7000],
  [' 0 ', 0],
  ['86400', MOST_MS],
  ['9999999999', MOST_MS],
  ['Sun, 29 Nov 2026 08:00:30 GMT', 30_000],
  ['Sun, 29 Nov 2026 09:00:00 GMT', MOST_MS],
  ['Sun, 29 Nov 2026 07:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', MOST_MS],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j asks for %j ms', (value, expected) => {
  // A negative number is read as a date by some: then it lies in the past.
  expect(retryAfterMs(value, NOW) || undefined).toBe(expected || undefined);
});

describe('a receiver that asks for a pause', () => {
  let sink: OtlpSink;
  let lane: Lane;

  beforeEach(async () => {
    sink = await createOtlpSink();
    const options = { endpoints: sink.endpoints, spool: undefined };
    lane = createLane(resolveLaneOptions(options, {}, () => {}));
  });

  afterEach(async () => {
    await lane.close(1000);
    await sink.close();
  });

  const inTwoSeconds = (): string => new Date(Date.now() + 2000).toUTCString();

  it.each([
    ['in seconds', () => '2'],
    ['by a date', inTwoSeconds],
  ])('%s is not asked before it is over', async (_form, value) => {
    const times: number[] = [];
    sink.behave = ({ number }, response) => {
      times.push(performance.now());
      if (number > 1) return 'take';
      response.writeHead(503, { 'retry-after': value() }).end();
      return 'done';
    };
    for (let i = 0; i < 5; i++) lane.offer('logs', JSON.stringify({ level: 30, msg: String(i) }));
    await until('all is delivered', () => lane.ledger().signals.logs.delivered === 5);
    const [first = 0, second = 0] = times;
    // A date has whole seconds. Without the header the pause is a quarter of a second.
    expect(second - first).toBeGreaterThan(900);
  });
});

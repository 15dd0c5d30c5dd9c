import { decodeLogs } from '@sonde/otlp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, type Behaviour, hang, take } from '../../packages/pipeline/test/otlp-sink.js';
import {
  createLaneHome,
  expectAll,
  expectSums,
  type LaneHome,
  long,
  missing,
} from './lane-home.js';
import { createLossyLink } from './lossy-link.js';
import { type Load, runLoad } from './run-load.js';

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

const reset: Behaviour = (_request, response) => {
  response.socket?.resetAndDestroy();
  return 'done';
};

/** Half of an answer, then the connection ends. */
const truncate: Behaviour = (_request, response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('x', () => response.socket?.destroy());
  return 'done';
};

const faults: [string, Behaviour | 'down' | 'slow'][] = [
  ['that is down', 'down'],
  ['that hangs', hang],
  ['that resets connections', reset],
  ['that cuts its answers short', truncate],
  ['that answers 503', answer(503)],
  ['that takes two seconds to answer', 'slow'],
  ['that answers 429 and asks for a second', answer(429, { 'retry-after': '1' })],
];

/** Whom the lane gives up before it answers, and whom it waits for. */
const slow: Behaviour = (_request, response) => {
  const end = response.end.bind(response) as (...args: unknown[]) => unknown;
  response.end = (...args: unknown[]) => {
    setTimeout(() => end(...args), long ? 2000 : 300);
    return response;
  };
  return 'take';
};

const bodiesOf = (body: Buffer): string[] =>
  decodeLogs(body)
    .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords)
    .map((record) => String(record.body?.stringValue));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Behaves so for the load's middle third; `SONDE_OUTAGE_MS` makes that longer, at a lower rate. */
const outageMs = Number(process.env['SONDE_OUTAGE_MS'] ?? 0);
const thirdMs = outageMs || (long ? 10_000 : 500);
/** Before it, and after it. */
const besideMs = Math.min(thirdMs, 30_000);
const forMs = thirdMs + 2 * besideMs;
const perSecond = outageMs ? 500 : 5000;

/** Milliseconds until no more than what is on its way is missing; undefined if the load ended first. */
async function caughtUp(load: Load): Promise<number | undefined> {
  const began = performance.now();
  while (load.child.exitCode === null) {
    // A batch of the load, and what the pipe holds.
    if (load.told().length - home.sink.bodies.length < perSecond / 2)
      return performance.now() - began;
    await pause(20);
  }
  return undefined;
}

describe('an outage under load costs no record, by a receiver', () => {
  for (const [name, behaviour] of faults) {
    it(name, { timeout: 120_000 + 4 * thirdMs }, async () => {
      const load = runLoad({
        id: 'a',
        perSecond,
        forMs,
        tell: 'turn',
        finally: 'settle',
        options: home.options({ timeoutMs: behaviour === 'slow' ? 10_000 : 500 }),
      });
      await pause(besideMs);
      const before = home.sink.bodies.length;
      if (behaviour === 'down') await home.sink.close();
      else home.sink.behave = behaviour === 'slow' ? slow : behaviour;
      await pause(thirdMs);
      home.sink.behave = take;
      if (behaviour === 'down') await home.sink.reopen();
      const away = new Set(load.told()).size - before;
      const until = await caughtUp(load);
      const end = await load.ended;
      if (until !== undefined) {
        // What is new meanwhile comes on top: the backlog went at this many times the rate of the load.
        const times = away / (until / 1000) / perSecond + 1;
        if (long)
          console.log(`${name}: backlog ${away}, drained at ${times.toFixed(1)} x the load`);
      }
      expect([end.code, end.stderr]).toEqual([0, '']);
      expectAll(end.accepted, home.sink.bodies);
      expect(end.accepted).toHaveLength(end.report?.offered ?? 0);
      expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
      expect(end.report?.ledger.signals.logs.delivered).toBe(end.accepted.length);
      expectSums(end.report?.ledger);
    });
  }
});

it('a link that loses 30 % of all packets costs no record', {
  timeout: 120_000 + 4 * thirdMs,
}, async () => {
  const link = await createLossyLink(Number(new URL(home.sink.url).port), 0.3);
  const { logs, traces, metrics } = home.sink.endpoints;
  const endpoints = { logs: link.through(logs), traces, metrics };
  const end = await runLoad({
    id: 'a',
    perSecond,
    forMs,
    tell: 'turn',
    finally: 'settle',
    options: home.options({ endpoints, timeoutMs: 2000 }),
  }).ended;
  await link.close();
  expect([end.code, end.stderr]).toEqual([0, '']);
  expectAll(end.accepted, home.sink.bodies);
  expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
  expectSums(end.report?.ledger);
});

it('a reset after the receiver took a batch repeats that batch and no other', {
  timeout: 120_000,
}, async () => {
  let resets = 0;
  /** What was in the batches of which the sender does not know that they were taken. */
  const untold = new Set<string>();
  home.sink.behave = ({ number, body }) => {
    // From the first on: a worker that starts late may send all in a few.
    if (number % 5 !== 1) return 'take';
    resets++;
    for (const id of bodiesOf(body)) untold.add(id);
    return 'take and reset';
  };
  const end = await runLoad({
    id: 'a',
    perSecond: 5000,
    forMs: besideMs * 3,
    tell: 'turn',
    finally: 'settle',
    options: home.options(),
  }).ended;
  expectAll(end.accepted, home.sink.bodies);
  expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
  expect(end.report?.ledger.signals.logs.delivered).toBe(end.accepted.length);
  const seen = new Set<string>();
  const repeated = home.sink.bodies.filter((body) => seen.size === seen.add(body).size);
  expect(repeated.filter((body) => !untold.has(body))).toEqual([]);
  expect(resets).toBeGreaterThan(0);
});

describe('an end at a random moment loses nothing', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`by ${signal}`, { timeout: 600_000 }, async () => {
      for (let round = 0; round < (long ? 30 : 2); round++) {
        home.sink.bodies.length = 0;
        const load = runLoad({
          id: `r${round}`,
          perSecond: 5000,
          forMs: 60_000,
          tell: 'turn',
          options: home.options({ flushDeadlineMs: 5000 }),
        });
        // The first moments are those before the worker, and before the lane.
        await pause(150 + 600 * Math.random());
        load.child.kill(signal);
        const end = await load.ended;
        expect(end.signal).toBe(signal);
        if (missing(end.accepted, home.sink.bodies).length > 0) await home.next();
        expectAll(end.accepted, home.sink.bodies);
      }
    });
  }
});

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
import { runLoad } from './run-load.js';

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

const faults: [string, Behaviour | 'down'][] = [
  ['that is down', 'down'],
  ['that hangs', hang],
  ['that resets connections', reset],
  ['that cuts its answers short', truncate],
  ['that answers 503', answer(503)],
  ['that answers 429 and asks for a second', answer(429, { 'retry-after': '1' })],
];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Behaves so for the load's middle third. */
const thirdMs = long ? 10_000 : 500;

describe('an outage under load costs no record, by a receiver', () => {
  for (const [name, behaviour] of faults) {
    it(name, { timeout: 120_000 }, async () => {
      const load = runLoad({
        id: 'a',
        perSecond: 5000,
        forMs: thirdMs * 3,
        tell: 'turn',
        finally: 'settle',
        options: home.options({ timeoutMs: 500 }),
      });
      await pause(thirdMs);
      if (behaviour === 'down') await home.sink.close();
      else home.sink.behave = behaviour;
      await pause(thirdMs);
      home.sink.behave = take;
      if (behaviour === 'down') await home.sink.reopen();
      const end = await load.ended;
      expect([end.code, end.stderr]).toEqual([0, '']);
      expectAll(end.accepted, home.sink.bodies);
      expect(end.accepted).toHaveLength(end.report?.offered ?? 0);
      expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
      expect(end.report?.ledger.signals.logs.delivered).toBe(end.accepted.length);
      expectSums(end.report?.ledger);
    });
  }
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

import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectAll, expectSums, type LaneHome, long } from './lane-home.js';
import { canStarve, starve, threadOf } from './machine.js';
import { runLoad } from './run-load.js';

const faulty = fileURLToPath(new URL('./with-faulty-worker.mjs', import.meta.url));
let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

function withFault(fault: string, times: number, afterMs: number): Record<string, string> {
  return { NODE_OPTIONS: `--import=${faulty}`, FAULT: JSON.stringify({ fault, times, afterMs }) };
}

/** Of each round: the longest call on the clock, and the longest by what it ran and waited. */
const longest: { fault: string; wallMs: number; ownMs: number }[] = [];

afterAll(() => {
  if (!long) return;
  for (const { fault, wallMs, ownMs } of longest.toSorted((a, b) => b.ownMs - a.ownMs).slice(0, 8))
    console.log(`${fault}: longest call ${ownMs.toFixed(1)} ms, on the clock ${wallMs.toFixed(1)}`);
});

describe('a worker that fails is replaced, and the application does not notice', () => {
  for (const fault of ['throws', 'rejects', 'exits', 'runs out of memory', 'loops']) {
    for (let round = 0; round < (long ? 30 : 1); round++) {
      it(`when it ${fault}${long ? `, round ${round}` : ''}`, { timeout: 60_000 }, async () => {
        const end = await runLoad(
          {
            id: 'a',
            perSecond: 2000,
            forMs: 1000,
            untilWorkers: 2,
            weigh: true,
            tell: 'turn',
            finally: 'settle',
            options: home.options(),
          },
          [],
          withFault(fault, 1, 300 + 500 * Math.random()),
        ).ended;
        expect([end.code, end.signal]).toEqual([0, null]);
        expect(end.stderr).toBe('WORKERS 2\n');
        expectAll(end.accepted, home.sink.bodies);
        const { longestCallMs: wallMs = 0, longestOwnMs: ownMs = 0 } = end.report ?? {};
        longest.push({ fault, wallMs, ownMs });
        // Where many want the processor the clock tells of V8, which waits for its own threads at times.
        if (long) expect(ownMs).toBeLessThan(20);
        expect(end.accepted).toHaveLength(end.report?.offered ?? 0);
        expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
        expectSums(end.report?.ledger);
      });
    }
  }
});

it('after five deaths records go to the spool from the application’s thread', async () => {
  const end = await runLoad(
    {
      id: 'a',
      perSecond: 1000,
      forMs: 2000,
      untilWorkers: 5,
      tell: 'turn',
      finally: 'exit',
      code: 4,
      options: home.options(),
    },
    [],
    withFault('throws', 100, 1),
  ).ended;
  expect([end.code, end.signal]).toEqual([4, null]);
  expect(end.stderr).toBe('WORKERS 5\n');
  expectSums(end.report?.ledger);
  const next = await home.next();
  expectSums(next.report?.ledger);
  expectAll(end.accepted, home.sink.bodies);
});

it('an end does not wait for a worker that hangs: this thread brings its records to the spool', async () => {
  const end = await runLoad(
    {
      id: 'a',
      burst: 500,
      forMs: 0,
      tell: 'turn',
      finally: 'exit',
      code: 6,
      options: home.options(),
    },
    [],
    withFault('loops', 100, 0),
  ).ended;
  expect([end.code, end.signal]).toEqual([6, null]);
  expectSums(end.report?.ledger);
  await home.next();
  expectAll(end.accepted, home.sink.bodies);
});

it.skipIf(!canStarve)(
  'a worker that the machine lets wait has not hung, and is left alone',
  async () => {
    const load = runLoad({
      id: 'a',
      perSecond: 500,
      forMs: 5000,
      tell: 'turn',
      finally: 'settle',
      options: home.options(),
    });
    await until('records arrive', () => home.sink.bodies.length > 100);
    const release = starve(threadOf(load.child.pid, 'sonde') ?? '');
    try {
      const before = load.told().length;
      await until('the worker had to wait for seconds', () => load.told().length > before + 1200);
    } finally {
      release();
    }
    const end = await load.ended;
    expect(end.report?.warnings).toEqual([]);
    expect(home.sink.bodies.toSorted()).toEqual(end.accepted.toSorted());
  },
);

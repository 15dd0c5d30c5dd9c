import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/pipeline/test/otlp-sink.js';
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

/** `SONDE_KILLS` makes them more or fewer. */
const rounds = Number(process.env['SONDE_KILLS'] ?? (long ? 500 : 2));

/** When an id was made. */
const madeAt = (id: string | undefined): number => Number(id?.split('@')[1]);

describe('a process that is killed at any moment', () => {
  for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
    it(`by ${signal} has lost nothing with durability process`, {
      timeout: 3_600_000,
    }, async () => {
      for (let round = 0; round < rounds; round++) {
        const options = home.options({ durability: 'process' });
        const load = runLoad({
          id: `${signal}-${round}`,
          perSecond: 5000,
          forMs: 60_000,
          tell: 'each',
          options,
        });
        await new Promise((resolve) => setTimeout(resolve, 200 + 600 * Math.random()));
        load.child.kill(signal);
        const end = await load.ended;
        expect(end.signal).toBe(signal);
        const next = await home.next({ durability: 'process' });
        expectAll(end.accepted, home.sink.bodies);
        expect(next.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
        expectSums(next.report?.ledger);
        // None is torn: each that arrived is one that was handed over, the last perhaps untold.
        const known = new RegExp(`^(?:${signal}-\\d+|next)-\\d+$`);
        expect(home.sink.bodies.filter((body) => !known.test(body))).toEqual([]);
        const uids = new Map<string, string>();
        for (const [index, record] of home.sink.records.entries()) {
          const uid = record.attributes.find((one) => one.key === 'log.record.uid');
          expect(uid?.value.stringValue).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
          const id = uid?.value.stringValue ?? '';
          // What comes twice comes under its own id, and under no other's.
          expect(uids.get(id) ?? home.sink.bodies[index]).toBe(home.sink.bodies[index]);
          uids.set(id, home.sink.bodies[index] ?? '');
        }
        home.sink.bodies.length = 0;
        home.sink.records.length = 0;
      }
    });
  }

  // A bound in time holds where the worker gets its turn: the quick form looks at the records alone.
  it('with durability memory has lost the last moment at most, and tears nothing', {
    timeout: 3_600_000,
  }, async () => {
    const lostMs: number[] = [];
    for (let round = 0; round < (long ? Math.min(rounds, 50) : 1); round++) {
      const load = runLoad({
        id: `m${round}`,
        perSecond: 5000,
        forMs: 60_000,
        tell: 'turn',
        timed: true,
        options: home.options(),
      });
      await until('the worker has begun', () => home.sink.bodies.length > 0, 30_000);
      await new Promise((resolve) => setTimeout(resolve, 600 * Math.random()));
      load.child.kill('SIGKILL');
      const end = await load.ended;
      const next = await home.next();
      const known = new RegExp(`^m${round}-\\d+@\\d+$|^next-`);
      expect(home.sink.bodies.filter((body) => !known.test(body))).toEqual([]);
      expectSums(next.report?.ledger);
      const [oldest] = missing(end.accepted, home.sink.bodies);
      lostMs.push(oldest === undefined ? 0 : madeAt(end.accepted.at(-1)) - madeAt(oldest));
      home.sink.bodies.length = 0;
      home.sink.records.length = 0;
    }
    if (!long) return;
    console.log(
      `memory: milliseconds of records lost by SIGKILL: ${lostMs.toSorted((a, b) => a - b).join(' ')}`,
    );
    expect(Math.max(...lostMs)).toBeLessThanOrEqual(100);
  });

  it('with durability memory what was under way for a while is in the spool', async () => {
    home.sink.behave = () => 'done';
    const load = runLoad({
      id: 'a',
      burst: 300,
      tell: 'turn',
      finally: 'stay',
      options: home.options(),
    });
    // A segment begins with its own few bytes, before it holds a batch.
    const holdsBatch = (path: string) => statSync(path).size > 1024;
    await until('the batch is in the spool while it is sent', () =>
      home.segments().some(holdsBatch),
    );
    await load.done;
    load.child.kill('SIGKILL');
    const end = await load.ended;
    home.sink.behave = () => 'take';
    const next = await home.next();
    expectAll(end.accepted, home.sink.bodies);
    expect(next.report?.ledger.signals.logs).toMatchObject({ adopted: 300, delivered: 305 });
  });
});

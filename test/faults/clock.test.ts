import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, take, until } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectAll, expectSums, type LaneHome, long } from './lane-home.js';
import { clockLibrary } from './machine.js';
import { runLoad } from './run-load.js';

const HOUR = '-1h';
const jumps = [HOUR, '+2h', '+365d', '-365d', '+0'];

let home: LaneHome;
let clock: string;

beforeEach(async () => {
  home = await createLaneHome();
  clock = join(home.folder, '../clock');
  set('+0');
});

afterEach(() => home.close());

/** What is added to the wall clock from now on. */
function set(offset: string): void {
  writeFileSync(clock, offset);
}

const env = (): Record<string, string> => ({
  LD_PRELOAD: clockLibrary ?? '',
  FAKETIME_TIMESTAMP_FILE: clock,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
});

/** The part of a record's id that counts its lane's records. */
function sequences(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [index, { attributes }] of home.sink.records.entries()) {
    const uid = attributes.find(({ key }) => key === 'log.record.uid')?.value.stringValue ?? '';
    found.set(uid.slice(-8), home.sink.bodies[index] ?? '');
  }
  return found;
}

describe.skipIf(clockLibrary === undefined)('a wall clock that jumps', () => {
  it('costs no record, makes no storm, and leaves them an order', {
    timeout: 120_000,
  }, async () => {
    const load = runLoad(
      {
        id: 'a',
        perSecond: 2000,
        forMs: long ? 60_000 : 4000,
        tell: 'turn',
        finally: 'settle',
        options: home.options(),
      },
      [],
      env(),
    );
    for (const [index, jump] of jumps.entries()) {
      const goal = load.told().length + (long ? 20_000 : 1000);
      await until('the load went on', () => load.told().length > goal, 60_000);
      // Half of the jumps while the spool fills, the others while it is emptied.
      home.sink.behave = index % 2 === 0 ? answer(503) : take;
      set(jump);
    }
    const before = load.told().length + 500;
    await until('it went on after the last', () => load.told().length > before, 60_000);
    home.sink.behave = take;
    const end = await load.ended;
    expect([end.code, end.signal, end.stderr]).toEqual([0, null, '']);
    expectAll(end.accepted, home.sink.bodies);
    expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
    expectSums(end.report?.ledger);
    expect(end.report?.ledger.oldestMs ?? 0).toBeLessThan(60_000);
    // Twenty batches in a second, three at a time, is what the lane sends at that rate at most.
    expect(home.sink.requests).toBeLessThan((long ? 60 : 4) * 20 * 3);
    const times = home.sink.records.map(({ timeUnixNano }) =>
      Number(BigInt(timeUnixNano) / 1_000_000n),
    );
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(300 * 24 * 3_600_000);
    const inOrder = [...sequences()].toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(inOrder.map(([, body]) => body)).toEqual(end.accepted);
  });

  for (const jump of [HOUR, '+2h', '+365d']) {
    it(`by ${jump} between two starts drops nothing of what waits`, async () => {
      home.sink.behave = answer(503);
      const end = await runLoad(
        { id: 'a', burst: 2000, tell: 'turn', finally: 'exit', options: home.options() },
        [],
        env(),
      ).ended;
      home.sink.behave = take;
      set(jump);
      const next = await runLoad(
        { id: 'next', burst: 5, finally: 'settle', options: home.options() },
        [],
        env(),
      ).ended;
      expectAll(end.accepted, home.sink.bodies);
      expect(home.sink.bodies).toHaveLength(2005);
      expect(next.report?.ledger.signals.logs).toMatchObject({ adopted: 2000, dropped: {} });
      expectSums(next.report?.ledger);
    });
  }
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { take } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectAll, expectSums, type LaneHome, long } from './lane-home.js';
import { type LoadEnd, runLoad } from './run-load.js';

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

const PER_SECOND = 20;

/** Takes no more than a few records in a second: the others are told to come later. */
function onlySoMany(): void {
  let taken = 0;
  const since = performance.now();
  home.sink.behave = (_request, response) => {
    if (taken < ((performance.now() - since) / 1000) * PER_SECOND) {
      taken = home.sink.bodies.length + 1;
      return 'take';
    }
    response.writeHead(429, { 'retry-after': '1' }).end();
    return 'done';
  };
}

const load = (more: { offer?: false } = {}): Promise<LoadEnd> =>
  runLoad({
    id: 'a',
    perSecond: 100_000,
    forMs: long ? 10_000 : 1000,
    tell: 'turn',
    finally: 'exit',
    options: home.options({ spool: { folder: home.folder, maxBytes: 2 ** 30 } }),
    ...more,
  }).ended;

it('100,000 lines a second against a receiver of 20: all are counted, none that was taken is lost', {
  timeout: 300_000,
}, async () => {
  onlySoMany();
  const end = await load();
  expect([end.code, end.signal]).toEqual([0, null]);
  expectSums(end.report?.ledger);
  const { dropped = {} } = end.report?.ledger.signals.logs ?? {};
  // What the lane refuses it refuses at the call.
  expect(dropped).toEqual(end.report?.refused ? { ring_full: end.report.refused } : {});
  home.sink.behave = take;
  await home.next({ spool: { folder: home.folder, maxBytes: 2 ** 30 } });
  expectAll(end.accepted, home.sink.bodies);
  if (!long) return;
  const bare = await load({ offer: false });
  const [with_, without] = [end.report, bare.report];
  console.log(
    `offered ${with_?.offered}, refused ${with_?.refused}; event loop p99 ${with_?.delayP99Ms.toFixed(1)} ms, ` +
      `without ${without?.delayP99Ms.toFixed(1)}; most ${with_?.delayMaxMs.toFixed(1)}, without ${without?.delayMaxMs.toFixed(1)}; ` +
      `longest call ${with_?.longestCallMs.toFixed(1)} ms`,
  );
  expect((with_?.delayP99Ms ?? 0) - (without?.delayP99Ms ?? 0)).toBeLessThan(20);
});

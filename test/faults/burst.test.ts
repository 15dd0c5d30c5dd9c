import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLaneHome, expectAll, expectSums, type LaneHome, long } from './lane-home.js';
import { runLoad } from './run-load.js';

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

it('nothing is lost of a steady load and a burst after it', { timeout: 600_000 }, async () => {
  for (let round = 0; round < (long ? 30 : 1); round++) {
    // Thirty times a quarter of a million records are more than this program may keep.
    home.sink.bodies.length = 0;
    home.sink.records.length = 0;
    const end = await runLoad({
      id: `a${round}`,
      perSecond: 5000,
      forMs: long ? 10_000 : 500,
      burst: long ? 200_000 : 100_000,
      tell: 'turn',
      finally: 'settle',
      options: home.options(),
    }).ended;
    expect(end.report?.refused).toBe(0);
    expectAll(end.accepted, home.sink.bodies);
    expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
    expect(end.accepted).toHaveLength(end.report?.offered ?? 0);
    expectSums(end.report?.ledger);
  }
});

it('a receiver that is too slow for the load costs no record while the spool has room', {
  timeout: 300_000,
}, async () => {
  home.sink.behave = (_request, response) => {
    setTimeout(() => response.writeHead(503).end(), 50);
    return 'done';
  };
  const end = await runLoad({
    id: 'a',
    perSecond: long ? 100_000 : 20_000,
    forMs: long ? 10_000 : 1500,
    tell: 'turn',
    finally: 'exit',
    options: home.options(),
  }).ended;
  expect(end.report?.ledger.signals.logs).toMatchObject({ delivered: 0 });
  expectSums(end.report?.ledger);
  const { dropped = {} } = end.report?.ledger.signals.logs ?? {};
  // Whatever is refused is refused at the call, told, and counted.
  expect(dropped).toEqual(end.report?.refused ? { ring_full: end.report.refused } : {});
  home.sink.behave = () => 'take';
  await home.next();
  expectAll(end.accepted, home.sink.bodies);
});

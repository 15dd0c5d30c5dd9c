import { createLogger } from '@sonde/logger';
import { encodeLogs } from '@sonde/otlp';
import { createLane, type Lane, resolveLaneOptions } from '@sonde/pipeline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { values } from '../../packages/logger/test/hostile-values.js';
import { createLaneHome, expectSums, type LaneHome, long } from './lane-home.js';

const MAX_RECORD_BYTES = 256 * 1024;
/** What the record has beside the line: its id, and the names of OTLP's fields. */
const BESIDE = 4096;

let home: LaneHome;
let lane: Lane;

beforeEach(async () => {
  home = await createLaneHome();
  lane = createLane(resolveLaneOptions(home.options(), {}, () => {}));
});

afterEach(async () => {
  await lane.close(1000);
  await home.close();
});

/** How long this thread ran so far: on a busy machine the clock tells of others. */
function ranMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

it('of hostile values each call makes one bounded record, which arrives', {
  timeout: 120_000,
}, async () => {
  const log = createLogger({ lane, print: false });
  let slowest = { ms: 0, name: '' };
  for (const [name, value] of Object.entries(values)) {
    // The first of a kind pays for compiling.
    for (let i = 0; i < (long ? 20 : 1); i++) {
      const began = ranMs();
      log.info({ value }, name);
      const ms = ranMs() - began;
      if (i > 2 && ms > slowest.ms) slowest = { ms, name };
    }
    await lane.flush();
  }
  const names = Object.keys(values).flatMap((name) =>
    Array.from({ length: long ? 20 : 1 }, () => name),
  );
  expect(home.sink.bodies).toEqual(names);
  for (const record of home.sink.records) {
    const resourceLogs = [
      { resource: { attributes: [] }, scopeLogs: [{ scope: { name: 's' }, logRecords: [record] }] },
    ];
    expect(encodeLogs({ resourceLogs }).length).toBeLessThanOrEqual(MAX_RECORD_BYTES + BESIDE);
  }
  expect(lane.ledger().signals.logs).toMatchObject({
    delivered: names.length,
    dropped: {},
    queued: 0,
  });
  expectSums(lane.ledger());
  if (!long) return;
  console.log(`slowest call: ${slowest.ms.toFixed(1)} ms, ${slowest.name}`);
  expect(slowest.ms).toBeLessThan(20);
});

import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectSums, type LaneHome, long } from './lane-home.js';
import { runLoad } from './run-load.js';

const MEGABYTE = 2 ** 20;
const BYTES = (long ? 1024 : 64) * MEGABYTE;

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

it(`a start with a backlog of ${BYTES / MEGABYTE} MB sends what is new at once, and takes the backlog over whole`, {
  timeout: 300_000,
}, async () => {
  const spool = { folder: home.folder, maxBytes: 2 * BYTES };
  home.sink.behave = answer(503);
  const { ended } = runLoad({
    id: 'old',
    perSecond: 20_000,
    forMs: 1500,
    pad: 400,
    tell: 'turn',
    finally: 'exit',
    options: home.options({ compression: 'none', spool }),
  });
  const { accepted } = await ended;
  // The same again and again, under other names, as of processes that ended before.
  const [first = ''] = home.segments();
  const left = dirname(first);
  const files = readdirSync(left).filter((name) => name.endsWith('.seg'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(left, name)).size, 0);
  const copies = Math.ceil(BYTES / bytes);
  for (let copy = 1; copy < copies; copy++) {
    for (const name of files) {
      copyFileSync(
        join(left, name),
        join(left, name.replace('-', `-${String(copy).padStart(4, '0')}`)),
      );
    }
  }
  // What is old gets no answer, and so is not counted here one by one.
  home.sink.behave = ({ body }) => (body.includes('next-') ? 'take' : 'done');
  const next = await runLoad({
    id: 'next',
    burst: 5,
    finally: 'settle',
    settleFor: 5,
    options: home.options({ compression: 'none', spool, flushDeadlineMs: 2000 }),
  }).ended;
  expect(home.sink.bodies.filter((body) => body.startsWith('next-'))).toHaveLength(5);
  expect(next.report?.ledger.signals.logs).toMatchObject({
    adopted: accepted.length * copies,
    delivered: 5,
    dropped: {},
    queued: accepted.length * copies,
  });
  expectSums(next.report?.ledger);
  if (long) {
    console.log(`first record out ${Math.round(next.report?.settledMs ?? 0)} ms after the start`);
    expect(next.report?.settledMs).toBeLessThan(1000);
  }
});

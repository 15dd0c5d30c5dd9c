import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, take, until } from '../../packages/pipeline/test/otlp-sink.js';
import {
  createLaneHome,
  expectAll,
  expectSums,
  type LaneHome,
  long,
  missing,
} from './lane-home.js';
import { canInject, canMount, withDisk, withFileLimit, withInjection } from './machine.js';
import { type LoadEnd, runLoad } from './run-load.js';

/** Enough for Node and the worker to start. */
const FILES = 64;

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

/** A load while the receiver is away, which is back after that; all that was accepted must settle. */
async function outage(
  command: string[],
  more: { options?: object; hogAfterMs?: number } = {},
  during: () => Promise<void> = () => Promise.resolve(),
): Promise<LoadEnd> {
  home.sink.behave = answer(503);
  const load = runLoad(
    {
      id: 'a',
      perSecond: 4000,
      forMs: long ? 10_000 : 1200,
      pad: 400,
      tell: 'turn',
      finally: 'settle',
      options: home.options(more.options),
      hogAfterMs: more.hogAfterMs,
    },
    command,
  );
  await Promise.all([load.done, during()]);
  home.sink.behave = take;
  const end = await load.ended;
  expect([end.code, end.signal]).toEqual([0, null]);
  expectSums(end.report?.ledger);
  expect(end.report?.ledger.signals.logs.queued).toBe(0);
  return end;
}

/** What did not arrive is what the ledger says was dropped after it had been accepted. */
function expectExact(end: LoadEnd): void {
  const dropped = end.report?.ledger.signals.logs.dropped ?? {};
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(missing(end.accepted, home.sink.bodies)).toHaveLength(lost - (end.report?.refused ?? 0));
}

describe('a disk that fails', () => {
  it.skipIf(!canMount)('by being full: what waits in memory arrives later', async () => {
    mkdirSync(home.folder, { mode: 0o700 });
    const end = await outage(withDisk(home.folder, 'size=64k,mode=0700'), {
      options: { compression: 'none' },
    });
    expect(end.report?.warnings).toContain('spool_write');
    expectExact(end);
  });

  it.skipIf(!canMount)('by being read-only', async () => {
    mkdirSync(home.folder, { mode: 0o700 });
    const end = await outage(withDisk(home.folder, 'ro,mode=0700'));
    expect(end.report?.warnings).toContain('spool_write');
    expectExact(end);
  });

  it.skipIf(!canInject)('with EIO at every third write', async () => {
    const end = await outage(withInjection('pwritev,pwrite64', 'error=EIO:when=2+3'));
    expect(end.report?.warnings).toContain('spool_write');
    expectExact(end);
  });

  it.skipIf(!canInject)('with EIO at every fsync', async () => {
    const end = await outage(withInjection('fdatasync,fsync', 'error=EIO'));
    expect(end.report?.warnings).toContain('spool_sync');
    expectAll(end.accepted, home.sink.bodies);
    expectExact(end);
  });

  it('when no more files may be opened', async () => {
    const end = await outage(withFileLimit(FILES), { hogAfterMs: 600 });
    expect(end.report?.hogged).toBeGreaterThan(0);
    expectExact(end);
  });

  it('when the folder is removed while it is written to', async () => {
    const end = await outage([], {}, async () => {
      await until('something is in the spool', () => home.segments().length > 0);
      rmSync(home.folder, { recursive: true });
      await until('the spool is there again', () => home.segments().length > 0);
    });
    expectExact(end);
  });
});

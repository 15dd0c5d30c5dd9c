import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '@sonde/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink, hang, type OtlpSink, until } from './otlp-sink.js';
import { type Plan, runChild } from './run-child.js';

let sink: OtlpSink;
let home: string;

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(tmpdir(), 'sonde-ends-'));
});

afterEach(async () => {
  await sink.close();
  rmSync(home, { recursive: true, force: true });
});

function plan(more: Partial<Plan>): Plan {
  return {
    id: 'a',
    end: 'none',
    count: 500,
    ...more,
    options: {
      endpoints: sink.endpoints,
      spool: { folder: join(home, 'spool'), maxBytes: 50_000_000 },
      // Long, for a machine under load: where all is well no end takes it.
      flushDeadlineMs: 20_000,
      ...more.options,
    },
  };
}

function sums(ledger: Ledger | undefined): void {
  for (const one of Object.values(ledger?.signals ?? {})) {
    const lost = Object.values(one.dropped).reduce((sum, count) => sum + count, 0);
    expect(one.accepted).toBe(one.delivered + lost + one.queued);
  }
}

const all = (count: number, id = 'a'): string[] =>
  Array.from({ length: count }, (_, number) => `${id}-${number}`).toSorted();

const arrived = (count: number) => (): Promise<void> =>
  until(`${count} arrive`, () => sink.bodies.length >= count);

describe('at an orderly end every record is delivered', () => {
  for (const afterMs of [0, 400]) {
    const moment = afterMs === 0 ? 'before the worker is ready' : 'later';

    it(`when the loop runs dry, ${moment}`, async () => {
      const end = await runChild(plan({ end: 'none', afterMs }));
      expect([end.code, end.signal]).toEqual([0, null]);
      expect(sink.bodies.toSorted()).toEqual(all(500));
      expect(end.ledger?.signals.logs).toEqual({
        accepted: 500,
        delivered: 500,
        dropped: {},
        queued: 0,
      });
      expect(end.stderr).toBe('');
    });

    it(`at process.exit with its code, ${moment}`, async () => {
      const end = await runChild(plan({ end: 'exit', code: 3, afterMs }));
      expect([end.code, end.signal]).toEqual([3, null]);
      expect(sink.bodies.toSorted()).toEqual(all(500));
      sums(end.ledger);
    });

    it(`when an error is thrown, with Node’s own exit code, ${moment}`, async () => {
      const end = await runChild(plan({ end: 'throw', afterMs }));
      expect([end.code, end.signal]).toEqual([1, null]);
      expect(end.stderr).toContain('thrown on purpose');
      expect(sink.bodies.toSorted()).toEqual(all(500));
    });

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      it(`at ${signal}, of which the process dies as Node would, ${moment}`, async () => {
        const end = await runChild(plan({ end: 'signal', afterMs }), signal);
        expect([end.code, end.signal]).toEqual([null, signal]);
        expect(sink.bodies.toSorted()).toEqual(all(500));
      });
    }
  }

  it('at a rejection that nobody handles', async () => {
    const end = await runChild(plan({ end: 'reject' }));
    expect(end.code).toBe(1);
    expect(sink.bodies.toSorted()).toEqual(all(500));
  });

  it('at SIGTERM with a handler of the application, which alone decides', async () => {
    const end = await runChild(plan({ end: 'handled', afterMs: 200 }), 'SIGTERM');
    expect([end.code, end.signal]).toEqual([7, null]);
    expect(sink.bodies.toSorted()).toEqual(all(501));
  });

  it('what the application offers in its own exit handler too', async () => {
    const end = await runChild(plan({ end: 'exit', lastWords: true }));
    expect(end.code).toBe(0);
    expect(sink.bodies.toSorted()).toEqual(all(501));
  });
});

const unshare = ['--user', '--map-root-user', '--pid', '--fork'];
const mayUnshare = spawnSync('unshare', [...unshare, 'true']).status === 0;

it.skipIf(!mayUnshare)(
  'process 1 outlives a signal, and ships no line by itself then',
  async () => {
    const end = await runChild(
      plan({ end: 'outlived', count: 100, node: 'unshare', flags: [...unshare, process.execPath] }),
    );
    expect([end.code, end.signal, end.stderr]).toEqual([0, null, '']);
    expect(sink.bodies.toSorted()).toEqual(all(200));
    expect(sink.requests).toBeLessThan(100);
  },
);

describe('with a receiver that does not answer', () => {
  it('an end comes within its deadline, and the next start ships what was left', async () => {
    sink.behave = hang;
    const end = await runChild(plan({ end: 'exit', options: { flushDeadlineMs: 2000 } }));
    expect(end.code).toBe(0);
    expect(end.ms).toBeLessThan(6000);
    expect(end.ledger?.signals.logs).toMatchObject({ accepted: 500, delivered: 0, queued: 500 });
    expect(end.ledger?.spoolBytes).toBeGreaterThan(0);

    sink.behave = () => 'take';
    const next = await runChild(plan({ id: 'b', count: 3, end: 'quit' }), 'SIGTERM', arrived(503));
    expect(sink.bodies.toSorted()).toEqual([...all(500), ...all(3, 'b')]);
    expect(next.ledger?.signals.logs).toEqual({
      accepted: 503,
      adopted: 500,
      delivered: 503,
      dropped: {},
      queued: 0,
    });
    expect(existsSync(join(home, 'spool'))).toBe(false);
  });

  it('a flush that nothing else keeps waiting for ends by itself at its deadline', async () => {
    sink.behave = hang;
    const options = { spool: null, flushDeadlineMs: 200 };
    const end = await runChild(plan({ end: 'awaited', code: 4, count: 1, options }));
    // Without an answer the process would end by itself, as if all were well.
    expect(end.code).toBe(4);
  });

  it('an end with a receiver that is down does not wait for it', async () => {
    await sink.close();
    const end = await runChild(
      plan({ end: 'signal', options: { flushDeadlineMs: 20_000 } }),
      'SIGTERM',
    );
    expect([end.code, end.signal]).toEqual([null, 'SIGTERM']);
    expect(end.ms).toBeLessThan(10_000);
    await sink.reopen();
    await runChild(plan({ id: 'b', count: 1, end: 'quit' }), 'SIGTERM', arrived(501));
    expect(sink.bodies.toSorted()).toEqual([...all(500), 'b-0']);
  });
});

it('what is lost without a spool is told in one line, and the end does not wait for it', async () => {
  await sink.close();
  const end = await runChild(
    plan({ end: 'exit', code: 4, options: { spool: null, flushDeadlineMs: 20_000 } }),
  );
  expect(end.code).toBe(4);
  expect(end.ms).toBeLessThan(10_000);
  expect(end.stderr).toBe('sonde: records dropped: not sent in time 500\n');
});

it('nothing is lost in three ends in a row, each of which adopts the one before', async () => {
  await sink.close();
  for (const id of ['a', 'b', 'c']) {
    const end = await runChild(plan({ id, count: 50, end: 'exit' }));
    sums(end.ledger);
  }
  await sink.reopen();
  await runChild(plan({ id: 'd', count: 50, end: 'quit' }), 'SIGTERM', arrived(200));
  expect(sink.bodies.toSorted()).toEqual(
    ['a', 'b', 'c', 'd'].flatMap((id) => all(50, id)).toSorted(),
  );
});

it('several processes share a folder: what they leave is adopted once, by whoever comes', async () => {
  await sink.close();
  const ids = ['a', 'b', 'c', 'd'];
  const left = await Promise.all(ids.map((id) => runChild(plan({ id, count: 40, end: 'exit' }))));
  for (const end of left) {
    expect(end.stderr).toBe('');
    expect(end.ledger?.signals.logs).toMatchObject({ delivered: 0, dropped: {} });
  }
  await sink.reopen();
  const next = ['e', 'f'];
  const ends = await Promise.all(
    next.map((id) => runChild(plan({ id, count: 1, end: 'quit' }), 'SIGTERM', arrived(162))),
  );
  expect(sink.bodies.toSorted()).toEqual(
    [...ids.flatMap((id) => all(40, id)), 'e-0', 'f-0'].toSorted(),
  );
  const adopted = ends.map((end) => end.ledger?.signals.logs.adopted ?? 0);
  expect(adopted.reduce((sum, count) => sum + count, 0)).toBe(160);
});

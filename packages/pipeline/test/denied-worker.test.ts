import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink, hang, type OtlpSink, take, until } from './otlp-sink.js';
import { type Plan, runChild } from './run-child.js';

let sink: OtlpSink;
let home: string;

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(realpathSync(tmpdir()), 'sonde-denied-'));
});

afterEach(async () => {
  await sink.close();
  rmSync(home, { recursive: true, force: true });
});

// Later versions ask for leave to use the network too.
const net = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
const flags = ['--permission', '--allow-fs-read=*', ...net];

function plan({ options, ...more }: Partial<Plan>): Plan {
  return {
    id: 'a',
    end: 'none',
    count: 500,
    flags: [...flags, `--allow-fs-write=${home}`],
    ...more,
    options: {
      endpoints: sink.endpoints,
      spool: { folder: join(home, 'spool'), maxBytes: 50_000_000 },
      flushDeadlineMs: 20_000,
      ...options,
    },
  };
}

const all = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `a-${number}`).toSorted();

describe('where Node’s permission model allows no worker, the application’s thread ships', () => {
  for (const afterMs of [0, 400]) {
    it(`all, and says once what to add, when the loop runs dry ${afterMs} ms later`, async () => {
      const end = await runChild(plan({ afterMs, warnings: true }));
      expect([end.code, end.signal]).toEqual([0, null]);
      expect(sink.bodies.toSorted()).toEqual(all(500));
      expect(end.ledger?.signals.logs).toMatchObject({ delivered: 500, queued: 0 });
      expect(end.stderr.split('\n')).toEqual([expect.stringContaining('--allow-worker'), '']);
    });
  }

  it('also without leave to write files', async () => {
    const end = await runChild(plan({ flags }));
    expect([end.code, end.ledger?.signals.logs.delivered]).toEqual([0, 500]);
    expect(sink.bodies.toSorted()).toEqual(all(500));
  });

  it('what an end does not wait for goes to the spool, and the next start ships it', async () => {
    sink.behave = hang;
    const first = await runChild(plan({ end: 'exit', code: 3, afterMs: 200 }));
    expect([first.code, first.signal]).toEqual([3, null]);
    expect(first.ledger?.signals.logs).toMatchObject({ accepted: 500, queued: 500 });
    sink.behave = take;
    const second = await runChild(plan({ id: 'b', count: 1 }));
    expect(second.code).toBe(0);
    expect(sink.bodies.toSorted()).toEqual([...all(500), 'b-0']);
  });

  it('a receiver that hangs does not keep the application alive past the deadline', async () => {
    sink.behave = hang;
    const end = await runChild(plan({ options: { flushDeadlineMs: 600 } }));
    expect([end.code, end.signal]).toEqual([0, null]);
    expect(end.ledger?.signals.logs).toMatchObject({ accepted: 500, queued: 500 });
  });

  it('a flush that blocks loses nothing, and what comes after it is shipped too', async () => {
    const end = await runChild(plan({ end: 'flush', afterMs: 50 }));
    expect(end.code).toBe(0);
    expect([...new Set(sink.bodies)].toSorted()).toEqual(all(1000));
    expect(end.ledger?.signals.logs).toMatchObject({ accepted: 1000, delivered: 1000, queued: 0 });
  });

  it('a flush that overtakes that of the end does not end the retries of what goes on', async () => {
    sink.behave = ({ number }) => (number === 1 ? 'done' : 'take');
    const end = await runChild(
      plan({ end: 'revived', options: { flushDeadlineMs: 2000 } }),
      'SIGTERM',
      () => until('a request hangs', () => sink.requests === 1),
    );
    expect([end.code, end.signal]).toEqual([0, null]);
    expect(sink.bodies.toSorted()).toEqual(all(500));
  });
});

// The first of our Nodes that asks for leave to use the network.
const node26 = fileURLToPath(new URL('../../../node_modules/node26/bin/node', import.meta.url));

it('where the model lets it use no network either, that is said once, and records wait in the spool', async () => {
  const denied = ['--permission', '--allow-fs-read=*', `--allow-fs-write=${home}`];
  const first = await runChild(
    plan({ node: node26, flags: denied, end: 'exit', afterMs: 400, warnings: true }),
  );
  expect(first.code).toBe(0);
  expect(first.stderr.split('\n')).toEqual([
    expect.stringContaining('--allow-worker'),
    expect.stringContaining('--allow-net'),
    '',
  ]);
  expect(first.ledger?.signals.logs).toMatchObject({ accepted: 500, dropped: {}, queued: 500 });
  await runChild(plan({ id: 'b', count: 1, flags: [], afterMs: 200 }));
  expect(sink.bodies.toSorted()).toEqual([...all(500), 'b-0']);
});

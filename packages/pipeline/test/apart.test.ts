import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Ledger } from '@sonde/pipeline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, createOtlpSink, type OtlpSink, take, until } from './otlp-sink.js';

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let sink: OtlpSink;
let home: string;

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(tmpdir(), 'sonde-apart-'));
});

afterEach(async () => {
  await sink.close();
  rmSync(home, { recursive: true, force: true });
});

function plan(more: object, options: object = {}): string {
  return JSON.stringify({
    id: 'a',
    count: 10,
    ...more,
    options: {
      endpoints: sink.endpoints,
      spool: { folder: join(home, 'spool'), maxBytes: 1e7 },
      ...options,
    },
  });
}

function program(name: string, body: string): string {
  const path = join(home, name);
  writeFileSync(path, body);
  return path;
}

it('a worker that dies is replaced and loses nothing; the application never notices', async () => {
  const child = await run(process.execPath, [here('./worker-death.mjs')], {
    env: { PATH: process.env['PATH'], PLAN: plan({}) },
  }).catch((error: { code: number; stdout: string; stderr: string }) => error);
  expect((child as { code?: number }).code).toBe(5);
  const told = JSON.parse(child.stdout);
  expect(told.workers).toBe(3);
  expect(told.number).toBe(500);
  expect(told.ledger.signals.logs).toMatchObject({ accepted: 500, dropped: {}, queued: 0 });
  // A batch whose answer the dead worker had not read is sent again.
  expect(new Set(sink.bodies).size).toBe(500);
});

it('a block is done with when a worker ends after the last mark in it and before its own', async () => {
  const { stdout } = await run(process.execPath, [here('./late-mark.mjs')], {
    env: { PATH: process.env['PATH'], PLAN: plan({}, { ringBytes: 1_048_576 }) },
  });
  expect(JSON.parse(stdout)).toEqual({ died: true, flushed: true });
  // What it had not marked is sent again.
  expect(new Set(sink.bodies).size).toBe(1000);
});

it('a journal whose close fails leaves alone what has its number then', async () => {
  const { stdout } = await run(process.execPath, [here('./late-close.mjs')], {
    env: { PATH: process.env['PATH'], PLAN: plan({}) },
  });
  expect(JSON.parse(stdout)).toEqual({ sameNumber: true, isOpen: true });
  expect(sink.bodies).toHaveLength(25);
});

it('a spool whose files its server forgets goes on in another file, and loses nothing', async () => {
  sink.behave = answer(503);
  const child = fork(here('./stale-spool.mjs'), {
    env: { PATH: process.env['PATH'], PLAN: plan({}) },
  });
  let ledger: Ledger | undefined;
  child.on('message', (told: Ledger) => {
    ledger = told;
  });
  const inSpool = async (bytes: number): Promise<number> => {
    await until('it is in the spool', () => {
      child.send({});
      return (ledger?.spoolBytes ?? 0) > bytes;
    });
    return ledger?.spoolBytes ?? 0;
  };
  child.send({ log: 'before' });
  const before = await inSpool(0);
  child.send({ forgets: true, log: 'by which it is seen' });
  child.send({ log: 'after' });
  await inSpool(before);
  sink.behave = take;
  await until('all are there', () => sink.bodies.length === 3);
  child.kill();
  await once(child, 'exit');
  expect(ledger?.signals.logs).toMatchObject({ accepted: 3, dropped: {} });
});

it('a preload of the application is not loaded into the worker', async () => {
  const mark = join(home, 'mark.mjs');
  writeFileSync(
    mark,
    `import { isMainThread } from 'node:worker_threads';
     process.stdout.write(isMainThread ? 'main ' : 'worker ');`,
  );
  const { stdout } = await run(process.execPath, ['--import', mark, here('./lane-child.mjs')], {
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: `--import=${mark}`,
      PLAN: plan({ end: 'none' }),
    },
  });
  expect(sink.bodies).toHaveLength(10);
  expect(stdout).toContain('main');
  expect(stdout).not.toContain('worker');
});

it('a thread of the application has a lane of its own, and so has a forked process', async () => {
  const thread = program(
    'thread.mjs',
    `import { Worker } from 'node:worker_threads';
     import { fork } from 'node:child_process';
     const child = ${JSON.stringify(here('./lane-child.mjs'))};
     const given = JSON.parse(process.env.PLAN);
     const plan = (id, afterMs) => JSON.stringify({ ...given, id, afterMs });
     new Worker(child, { env: { PLAN: plan('thread', 100) } });
     fork(child, { env: { ...process.env, PLAN: plan('fork', 100) } });
     process.env.PLAN = plan('main', 5000);
     await import(child);`,
  );
  await run(process.execPath, [thread], {
    env: { PATH: process.env['PATH'], PLAN: plan({ end: 'exit' }) },
  });
  const by = (id: string): number => sink.bodies.filter((body) => body.startsWith(id)).length;
  expect({ main: by('main'), fork: by('fork'), thread: by('thread') }).toEqual({
    main: 10,
    fork: 10,
    thread: 10,
  });
});

it('the shared lane is one for all copies, and none where it is disabled', async () => {
  const copy = `import { sharedLane } from '@sonde/pipeline';
    const lane = sharedLane({ spool: undefined });
    console.log(lane === globalThis[Symbol.for('sonde.lane')], lane === sharedLane(), lane.offer('logs', '{}'));`;
  const name = join(fileURLToPath(new URL('.', import.meta.url)), `.shared-${process.pid}.mjs`);
  writeFileSync(name, copy);
  try {
    const env = { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
    expect((await run(process.execPath, [name], { env })).stdout).toBe('true true true\n');
    expect(sink.records).toHaveLength(1);
    const off = await run(process.execPath, [name], { env: { ...env, SONDE_DISABLED: '1' } });
    expect(off.stdout).toBe('true true false\n');
    expect(sink.records).toHaveLength(1);
  } finally {
    rmSync(name);
  }
});

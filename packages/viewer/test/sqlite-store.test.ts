import { fork } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { FolderInUseError, openStore, type Store } from '@sonde/viewer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, log, logsBody } from './otlp-bodies.js';
import { describeStore } from './store-conformance.js';

describeStore('SQLite in workers', (options) => openStore(options));

let folder: string;
const stores: Store[] = [];

async function open(warnings: string[] = []): Promise<Store> {
  const store = await openStore({
    folder,
    maxBytes: 64 << 20,
    maxAgeMs: 3_600_000,
    onWarning: (code) => warnings.push(code),
  });
  stores.push(store);
  return store;
}

async function countLogs(store: Store): Promise<number> {
  const { logs } = await store.query('logs', {
    from: Date.now() - 3_600_000,
    to: Date.now() + 1000,
    order: 'desc',
    limit: 500,
    histogram: false,
  });
  return logs.length;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonde-sqlite-'));
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a process killed while it writes loses nothing that it said was stored', async () => {
  const child = fork(new URL('store-writer.mjs', import.meta.url), [folder]);
  let stored = 0;
  child.on('message', (count: number) => {
    stored = count;
    if (stored === 40) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  const store = await open();
  const { logs } = await store.status();
  expect(stored).toBeGreaterThanOrEqual(40);
  expect(logs).toBeGreaterThanOrEqual(stored);
  expect(await countLogs(store)).toBe(Math.min(logs, 500));
});

test('what is asked while a worker is replaced is answered, and later the store works again', async () => {
  const threads: Worker[] = [];
  const onThread = (message: unknown): void => {
    threads.push((message as { worker: Worker }).worker);
  };
  subscribe('worker_threads', onThread);
  const store = await open();
  unsubscribe('worker_threads', onThread);
  await Promise.all(threads.map((thread) => thread.terminate()));
  const settled = await Promise.allSettled([
    countLogs(store),
    store.ingest('logs', 'json', bytes(logsBody('s', [log('lost')]))),
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect.poll(() => countLogs(store).catch(() => -1), { timeout: 10_000 }).toBe(0);
});

test('a file that is no database is set aside with a warning, and a new one begun', async () => {
  writeFileSync(join(folder, 'store.db'), 'this is not a database '.repeat(1000));
  const warnings: string[] = [];
  const store = await open(warnings);
  expect(warnings).toEqual(['store_set_aside']);
  await store.ingest('logs', 'json', bytes(logsBody('s', [log('fresh')])));
  expect(await countLogs(store)).toBe(1);
  expect(readdirSync(folder).some((name) => name.includes('set-aside'))).toBe(true);
});

test.each(['cut to half', 'overwritten in its middle'])(
  'a file that was %s never stops the store from taking new records',
  async (how) => {
    const before = await open();
    const texts = Array.from({ length: 2000 }, (_, n) => log(`line ${n} ${'x'.repeat(200)}`));
    await before.ingest('logs', 'json', bytes(logsBody('s', texts)));
    await before.close();
    const path = join(folder, 'store.db');
    const { size } = statSync(path);
    if (how === 'cut to half') truncateSync(path, Math.floor(size / 2));
    else writeSync(openSync(path, 'r+'), Buffer.alloc(size / 2, 0xa5), 0, size / 2, 16_384);
    const warnings: string[] = [];
    const store = await open(warnings);
    const body = () => bytes(logsBody('s', [log('after the damage')]));
    // The damage may show at the first use only: that body is to be sent again.
    await store.ingest('logs', 'json', body()).catch(() => undefined);
    await store.ingest('logs', 'json', body());
    expect(warnings).toContain('store_set_aside');
    expect(await countLogs(store)).toBeGreaterThan(0);
  },
);

test('the folder is for its owner only, and so are its files', async () => {
  folder = join(folder, 'new');
  const store = await open();
  await store.ingest('logs', 'json', bytes(logsBody('s', [log('private')])));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) {
    expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0]);
  }
});

test('a folder has one writer, and that of a process which is gone is taken over', async () => {
  const first = await open();
  await expect(open()).rejects.toBeInstanceOf(FolderInUseError);
  await first.close();
  writeFileSync(join(folder, 'viewer.pid'), '999999999 1');
  await open();
});

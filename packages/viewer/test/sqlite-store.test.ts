import { type ChildProcess, fork } from 'node:child_process';
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
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import {
  FolderInUseError,
  type IssueAnswer,
  openStore,
  type Status,
  type Store,
} from '@sonde/viewer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attributes, bytes, log, logsBody, nanos } from './otlp-bodies.js';
import { describeStore } from './store-conformance.js';

describeStore('SQLite in workers', (options) => openStore(options));

let folder: string;
const stores: Store[] = [];
const children: ChildProcess[] = [];

async function open(warnings: string[] = [], maxBytes = 64 << 20): Promise<Store> {
  const store = await openStore({
    folder,
    maxBytes,
    maxAgeMs: 3_600_000,
    onWarning: (code) => warnings.push(code),
  });
  stores.push(store);
  return store;
}

/** A store in another process, whose clock is ahead of the machine's. */
function openAhead(ms: number): {
  ask: (method: keyof Store, ...given: unknown[]) => Promise<unknown>;
  setAhead: (ms: number) => void;
} {
  const setAhead = (by: number): void => writeFileSync(join(folder, 'clock-ahead'), String(by));
  setAhead(ms);
  const fixture = fileURLToPath(new URL('fixtures/clocked-store.mjs', import.meta.url));
  const child = fork(fixture, {
    execArgv: ['--import', fixture],
    env: { ...process.env, STORE_FOLDER: folder },
    serialization: 'advanced',
  });
  children.push(child);
  return {
    setAhead,
    async ask(method, ...given) {
      child.send({ method, given });
      const [{ answer }] = await once(child, 'message');
      return answer;
    },
  };
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
  for (const child of children.splice(0)) child.kill('SIGKILL');
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

test('what came while the clock ran ahead goes too when there is too much', async () => {
  const ahead = openAhead(86_400_000);
  const texts = Array.from({ length: 4000 }, (_, n) => log(`line ${n} ${'x'.repeat(500)}`));
  await ahead.ask('ingest', 'logs', 'json', bytes(logsBody('s', texts)));
  const maxBytes = 2 << 20;
  expect(((await ahead.ask('status')) as Status['store']).bytes).toBeGreaterThan(maxBytes);
  await ahead.ask('close');
  const store = await open([], maxBytes);
  const used = async () => (await store.status()).bytes;
  await expect.poll(used, { timeout: 15_000 }).toBeLessThan(maxBytes);
  expect((await store.status()).logs).toBeGreaterThan(0);
}, 30_000);

test('an issue is told with its versions, however many one before it had that is gone', async () => {
  const store = openAhead(0);
  const fail = (fingerprint: string, version: string, at: number) => {
    const thrown = attributes({
      'exception.type': 'StockError',
      'exception.message': 'no stock',
      'sonde.error.fingerprint': fingerprint,
    });
    const record = log('failed', {
      severityNumber: 17,
      timeUnixNano: nanos(at),
      attributes: thrown,
    });
    const resource = { attributes: attributes({ 'service.version': version }) };
    const body = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] };
    return store.ask('ingest', 'logs', 'json', bytes(body));
  };
  const issue = async (fingerprint: string, at: number) => {
    const window = { from: at - 3_600_000, to: at + 60_000 };
    const found = await store.ask('query', 'issue', { fingerprint, ...window });
    return found as IssueAnswer | undefined;
  };
  const now = Date.now();
  for (let n = 0; n < 60; n++) await fail('abcd000011112222', `1.${n}.0`, now);
  expect((await issue('abcd000011112222', now))?.versions.length).toBeGreaterThanOrEqual(50);
  store.setAhead(7_200_000);
  const gone = async () => (await issue('abcd000011112222', now)) === undefined;
  await expect.poll(gone, { timeout: 15_000 }).toBe(true);
  await fail('ffff000011112222', '2.0.0', now + 7_200_000);
  expect(await issue('ffff000011112222', now + 7_200_000)).toMatchObject({ versions: ['2.0.0'] });
}, 30_000);

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

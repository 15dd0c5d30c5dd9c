import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type SeenBlock,
  type Service,
  startService,
  until,
} from '../../watchdog/test/start-service.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SONDE = fileURLToPath(new URL('../dist/sonde.js', import.meta.url));
const TOKEN = 'a token of enough letters';
/** V8 may count what it has inlined as its caller. */
const BUSY_IN = /^(?:workShortly|short)$/;
const CANARY = 'canary-51c0ffee';
const base = mkdtempSync(join(tmpdir(), 'sonde-profile-'));
const folder = join(base, 'profiles');
let service: Service;
let port: number;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function sonde(...given: (string | Record<string, string>)[]): Promise<Ended> {
  const args = given.filter((one) => typeof one === 'string');
  const [more = {}] = given.filter((one) => typeof one === 'object');
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], SONDE_PROFILE_DIR: folder, ...more };
    execFile(process.execPath, [SONDE, ...args], { env, cwd: base }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Keeps the service at one function while something is waited for. */
async function whileBusy<T>(work: Promise<T>): Promise<T> {
  const busy = new AbortController();
  const asking = (async () => {
    while (!busy.signal.aborted) await service.ask('/short/60');
  })();
  const result = await work;
  busy.abort();
  await asking;
  return result;
}

function askPort(headers: Record<string, string>, method = 'POST'): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = '/profile?kind=cpu&ms=200';
    const call = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', reject).end();
  });
}

beforeAll(async () => {
  port = await freePort();
  service = await startService('blocking.mjs', {
    env: {
      SONDE_PROFILE_DIR: folder,
      SONDE_PROFILE_PORT: String(port),
      SONDE_PROFILE_TOKEN: TOKEN,
      SONDE_PROFILE_SIGNAL: 'SIGUSR2',
      DATABASE_PASSWORD: CANARY,
    },
  });
  // The port opens a little after the socket.
  let listens = false;
  const knock = () => {
    const socket = connect(port, '127.0.0.1', () => {
      listens = true;
      socket.destroy();
    }).once('error', () => setTimeout(knock, 50));
  };
  knock();
  expect(await until(() => listens, 20_000)).toBe(true);
});
afterAll(async () => {
  await service.stop();
  rmSync(base, { recursive: true, force: true });
});

describe('sonde profile', () => {
  it('names the function that took the time, in a private file, and ships nothing', async () => {
    const told = await whileBusy(sonde('profile', 'fixture', '--cpu', '1500ms'));
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/%\s+\d+ ms {2}(?:workS|s)hort/),
    });
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
    expect(told.stdout).toContain(join(folder, file));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain(CANARY);
    expect(service.records.filter(({ eventName }) => eventName === 'nodejs.profile')).toEqual([]);
  });

  it('writes speedscope', async () => {
    const out = join(base, 'out.speedscope.json');
    await whileBusy(
      sonde('profile', 'fixture', '--cpu', '1s', '--format', 'speedscope', '--out', out),
    );
    const written = JSON.parse(readFileSync(out, 'utf8'));
    const [{ samples, weights, endValue }] = written.profiles;
    expect(written.$schema).toBe('https://www.speedscope.app/file-format-schema.json');
    expect(samples).toHaveLength(weights.length);
    expect(weights.reduce((a: number, b: number) => a + b, 0)).toBe(endValue);
    const names: string[] = samples
      .flat()
      .map((frame: number) => written.shared.frames[frame].name);
    expect(names.some((name) => BUSY_IN.test(name ?? ''))).toBe(true);
  });

  it('writes pprof', async () => {
    const out = join(base, 'out.pb.gz');
    await whileBusy(sonde('profile', 'fixture', '--cpu', '1s', '--format', 'pprof', '--out', out));
    const read = Profile.decode(gunzipSync(readFileSync(out)));
    const names = read.function.map(({ name }) => read.stringTable.strings[Number(name)]);
    expect(names.some((name) => BUSY_IN.test(name ?? ''))).toBe(true);
    expect(read.sample.length).toBeGreaterThan(0);
    const known = new Set(read.location.map(({ id }) => Number(id)));
    for (const { locationId } of read.sample) {
      for (const id of locationId) expect(known.has(Number(id))).toBe(true);
    }
  });

  it('sends a summary to the viewer when asked to', async () => {
    await whileBusy(sonde('profile', 'fixture', '--cpu', '1s', '--ship'));
    const shipped = () => service.records.find(({ eventName }) => eventName === 'nodejs.profile');
    expect(await until(() => shipped() !== undefined)).toBe(true);
    const { attributes, message } = shipped() as SeenBlock;
    expect(message).toMatch(/^CPU profile of \d+\.\d s: (?:workS|s)hort/);
    expect(String(attributes['sonde.profile.tree'])).toMatch(/workShortly|short/);
    expect(JSON.stringify(attributes)).not.toContain(CANARY);
  });

  it('takes allocations that stay, and refuses a snapshot that is not allowed', async () => {
    const heap = await sonde('profile', 'fixture', '--heap', '200ms');
    expect(heap).toMatchObject({ code: 0, stdout: expect.stringContaining('.heapprofile') });
    const snapshot = await sonde('profile', 'fixture', '--snapshot');
    expect(snapshot.code).toBe(1);
    expect(snapshot.stderr).toContain('SONDE_HEAP_SNAPSHOT=1 allows it');
  });

  it('says in one sentence what is wrong', async () => {
    const other = await sonde('profile', 'nobody');
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There are: fixture.'),
    });
    for (const args of [[], ['fixture', '--cpu', 'long'], ['fixture', '--format', 'svg']]) {
      const { code, stderr } = await sonde('profile', ...args);
      expect({ code, help: stderr.includes('sonde help') }).toEqual({ code: 1, help: true });
    }
  });
});

describe('a service', () => {
  it('answers at its port to who has the token, from this machine, and to no page', async () => {
    const authorization = `Bearer ${TOKEN}`;
    expect(await askPort({})).toBe(401);
    expect(await askPort({ authorization: 'Bearer something else altogether' })).toBe(401);
    expect(await askPort({ authorization, host: 'evil.example' })).toBe(403);
    expect(await askPort({ authorization, origin: 'http://evil.example' })).toBe(403);
    expect(await askPort({ authorization }, 'GET')).toBe(404);
    expect(await askPort({ authorization })).toBe(200);
  });

  it('takes one at a signal, and what was allocated meanwhile and stays', async () => {
    const count = (kind: string) =>
      readdirSync(folder).filter((name) => name.endsWith(`.${kind}`)).length;
    const [cpu, heap] = [count('cpuprofile'), count('heapprofile')];
    service.child.kill('SIGUSR2');
    expect(await until(() => count('heapprofile') > heap, 30_000)).toBe(true);
    expect(count('cpuprofile')).toBeGreaterThan(cpu);
  });

  it('takes one after a long block, names it there, cuts it short for who asks, and ends at once', async () => {
    await service.ask('/loop/1500');
    const block = () =>
      service.records.find(
        ({ eventName, attributes }) =>
          eventName === 'nodejs.event_loop.block' && attributes['sonde.profile.file'] !== undefined,
      );
    expect(await until(() => block() !== undefined)).toBe(true);
    expect(block()?.message).toMatch(/^the event loop stood still for \d+ ms in loopFor/);
    expect(block()?.attributes['sonde.profile.file']).toMatch(/^fixture-\d+-\d+\.cpuprofile$/);
    const own = join(folder, String(block()?.attributes['sonde.profile.file']));
    expect(existsSync(own)).toBe(false);
    expect(await sonde('profile', 'fixture', '--cpu', '200ms')).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(own, 'utf8')).samples.length).toBeGreaterThan(0);
    const asked = sonde('profile', 'fixture');
    await until(() => false, 500);
    expect(await service.stop()).toBe(7);
    expect(service.stderr()).toBe('');
    expect((await asked).code).toBe(1);
  });
});

describe('a profile that can not be written', () => {
  it('leaves no file open', async () => {
    const own = mkdtempSync(join(base, 'too-large-'));
    const small = await startService('blocking.mjs', {
      env: { SONDE_PROFILE_DIR: own, SONDE_PROFILE_BYTES: '10' },
    });
    const take = (...args: string[]) =>
      sonde({ SONDE_PROFILE_DIR: own }, 'profile', 'fixture', ...args);
    try {
      const listens = () => readdirSync(own).some((name) => name.endsWith('.sock'));
      expect(await until(listens, 20_000)).toBe(true);
      for (const args of [
        ['--cpu', '100ms'],
        ['--heap', '100ms'],
      ]) {
        expect(await take(...args)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('larger than the 10 bytes of SONDE_PROFILE_BYTES'),
        });
      }
      const fds = `/proc/${small.child.pid}/fd`;
      const open = () => readdirSync(fds).map((fd) => readlinkSync(join(fds, fd)));
      // A connection may end between the two looks.
      await expect.poll(() => open().filter((file) => file.startsWith(own))).toEqual([]);
    } finally {
      await small.stop();
    }
  });
});

describe('a snapshot, where it is allowed', () => {
  it('tells constructors by what they hold and how that grew, and no value', async () => {
    const own = mkdtempSync(join(base, 'snapshots-'));
    const keeping = await startService('remembering.mjs', {
      env: { SONDE_PROFILE_DIR: own, SONDE_HEAP_SNAPSHOT: '1', CANARY },
    });
    const take = (...args: string[]) =>
      sonde({ SONDE_PROFILE_DIR: own }, 'profile', 'fixture', '--snapshot', ...args);
    try {
      await keeping.ask('/closure');
      const listens = () => readdirSync(own).some((name) => name.endsWith('.sock'));
      expect(await until(listens, 20_000)).toBe(true);
      const first = join(base, 'first.heapsnapshot');
      expect(await take('--out', first)).toMatchObject({ code: 0 });
      for (let i = 0; i < 500; i++) await keeping.ask('/closure');
      const second = await take('--since', first, '--ship');
      expect(second.stderr).toBe('');
      expect(second.stdout).toMatch(/\+\d+\.\d MB +\+\d+ {2}(?:Object|Array)\n/);
      expect(second.stdout).toMatch(/\+\d+\.\d MB +\+\d+ {2}\(closure\) /);
      expect(second.stdout).not.toContain(CANARY);
      const shipped = () => keeping.records.find(({ eventName }) => eventName === 'nodejs.profile');
      expect(await until(() => shipped() !== undefined)).toBe(true);
      expect(shipped()).toMatchObject({
        message: expect.stringMatching(
          /^what the heap holds since .*: most by .* with \d+\.\d MB$/,
        ),
        attributes: { 'sonde.profile.kind': 'heap', 'sonde.profile.grown': true },
      });
      expect(String(shipped()?.attributes['sonde.profile.constructors'])).toMatch(
        /\d+\t\d+\t(?:Object|Array),/,
      );
      expect(JSON.stringify(shipped())).not.toContain(CANARY);
      const files = readdirSync(own).filter((name) => name.endsWith('.heapsnapshot'));
      expect(files).toHaveLength(2);
      for (const name of files) {
        expect(statSync(join(own, name)).mode & 0o777).toBe(0o600);
        // It is there, so that not to tell it means something.
        expect(readFileSync(join(own, name), 'utf8')).toContain(CANARY);
      }
      expect(JSON.stringify([keeping.records, keeping.spans])).not.toContain(CANARY);
      // The loop stood still for longer than the threshold, and not by the application's doing.
      expect(keeping.records.map(({ eventName }) => eventName)).toEqual(['nodejs.profile']);
    } finally {
      await keeping.stop();
    }
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type SeenBlock, type Service, startService, until } from './start-service.js';

vi.setConfig({ testTimeout: 90_000 });

const CANARY = 'sk_live_51c0ffeeC0FFEE51c0ffee51';
const base = mkdtempSync(join(tmpdir(), 'sonde-crash-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const boxes = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.box'));
  } catch {
    return [];
  }
};

function start(name: string, flags: string[] = []): Promise<Service> {
  const env = { SONDE_PROFILE_DIR: join(base, name), OTEL_SERVICE_NAME: name, CANARY };
  return startService('crashing.mjs', { env, flags });
}

/** Works for a while, and leaves a request open. */
async function work(service: Service, folder: string): Promise<void> {
  await service.ask('/log/60');
  await service.ask('/block/300');
  void service.ask('/hang').catch(() => {});
  const noted = () =>
    boxes(folder).some((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return text.includes('order 59') && text.includes('/hang');
    });
  expect(await until(noted, 20_000)).toBe(true);
}

function expectStory({ attributes }: SeenBlock): void {
  expect(attributes['sonde.crash.lines']).toHaveLength(50);
  expect(attributes['sonde.crash.lines'].at(-1)).toMatch(/^\d{4}-.*Z INFO order 59 placed/);
  expect(attributes['sonde.crash.requests']).toContainEqual(
    expect.stringMatching(/^GET \/hang for \d+\.\d s, trace [0-9a-f]{32}$/),
  );
  expect(attributes['sonde.crash.memory']).toMatch(/^\d+ MB of \d+ MB, resident \d+ MB$/);
}

describe('a process that ended', () => {
  it('with an error that nobody caught tells what it was at', async () => {
    const service = await start('thrown');
    await work(service, join(base, 'thrown'));
    await service.ask('/throw').catch(() => {});
    const told = () =>
      service.records.find(({ attributes }) => attributes['exception.type'] === 'TypeError');
    expect(await until(() => told() !== undefined)).toBe(true);
    expectStory(told() as SeenBlock);
    expect(JSON.stringify(service.records)).not.toContain(CANARY);
    await until(() => service.child.exitCode !== null);
    expect(service.child.exitCode).toBe(1);
    expect(boxes(join(base, 'thrown'))).toEqual([]);
    await service.stop();
  });

  it('by SIGKILL is told by its next start, out of notes without a secret', async () => {
    const folder = join(base, 'killed');
    const first = await start('killed');
    // A time that is none, and a signal that is no end, are no end of the notes.
    await first.ask('/odd');
    first.child.kill('SIGHUP');
    const noted = (text: string) =>
      boxes(folder).some((file) => readFileSync(join(folder, file), 'utf8').includes(text));
    expect(await until(() => noted('in nanoseconds') && noted('settings read'), 20_000)).toBe(true);
    await work(first, folder);
    for (const file of boxes(folder)) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain(CANARY);
    }
    first.child.kill('SIGKILL');
    await first.stop();
    const second = await start('killed');
    const told = () => second.records.find(({ eventName }) => eventName === 'nodejs.process.crash');
    expect(await until(() => told() !== undefined, 20_000)).toBe(true);
    const record = told() as SeenBlock;
    expect(record.message).toMatch(/^killed \(pid \d+\) ended without a word: SIGKILL/);
    expect(record.attributes).toMatchObject({
      'exception.type': 'ProcessKilled',
      'sonde.error.handled': false,
      'sonde.crash.pid': first.child.pid,
    });
    expectStory(record);
    expect(JSON.stringify(second.records)).not.toContain(CANARY);
    expect(await second.stop()).toBe(7);
    // Told once, and an orderly end leaves nothing.
    expect(boxes(folder)).toEqual([]);
  });

  it('out of memory is told so', async () => {
    const folder = join(base, 'full');
    const first = await start('full', ['--max-old-space-size=120']);
    await work(first, folder);
    await first.ask('/fill').catch(() => {});
    await until(() => first.child.exitCode !== null || first.child.signalCode !== null, 40_000);
    await first.stop();
    const second = await start('full');
    const told = () => second.records.find(({ eventName }) => eventName === 'nodejs.process.crash');
    expect(await until(() => told() !== undefined, 20_000)).toBe(true);
    expect(told()?.attributes['exception.type']).toBe('OutOfMemory');
    await second.stop();
  });
});

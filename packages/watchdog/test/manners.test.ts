import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveWatchdogOptions } from '@sonde/watchdog';
import { build } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type SeenBlock,
  type Service,
  type ServiceOptions,
  startService,
  until,
} from './start-service.js';

// A machine with other work to do starves each of the services for a while.
vi.setConfig({ testTimeout: 90_000 });

const services: Service[] = [];

async function start(fixture: string, options?: ServiceOptions): Promise<Service> {
  const service = await startService(fixture, options);
  services.push(service);
  return service;
}

/** The first seconds of a service are its own; a starved machine hides a block for good reason. */
async function told(service: Service, path: string, name: string): Promise<SeenBlock | undefined> {
  const found = () =>
    service.records.find(({ attributes }) => attributes['code.function.name'] === name);
  const end = Date.now() + 40_000;
  while (!found() && Date.now() < end) {
    await service.ask(path);
    await until(() => found() !== undefined, 500);
  }
  return found();
}

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

describe('a block is told', () => {
  for (const node of [22, 26] as const) {
    it(`on Node ${node}, native calls too`, async () => {
      const service = await start('blocking.mjs', { node });
      expect(await told(service, '/loop/200', 'loopFor')).toBeDefined();
      expect(await told(service, '/parse/1', 'parseBigBody')).toBeDefined();
    });
  }

  it('after long callbacks that were none, however many', async () => {
    const service = await start('blocking.mjs');
    expect(await told(service, '/loop/200', 'loopFor')).toBeDefined();
    for (let i = 0; i < 40; i++) await service.ask(`/load/${i}`);
    expect(await told(service, '/regexp/24', 'matchBadly')).toBeDefined();
    expect(service.records.filter(({ message }) => message.includes('data:'))).toEqual([]);
  });

  it('when the thread that watches had died', async () => {
    const service = await start('blocking.mjs');
    expect(await told(service, '/loop/200', 'loopFor')).toBeDefined();
    const answer = await fetch(`http://127.0.0.1:${service.port}/end/0`);
    expect(Number(await answer.text())).toBeGreaterThan(0);
    expect(await told(service, '/regexp/24', 'matchBadly')).toBeDefined();
  });

  it('by its names and lines in the source, where a map lies beside the code', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sonde-mapped-'));
    try {
      const outfile = join(folder, 'service.mjs');
      await build({
        entryPoints: [fileURLToPath(new URL('./fixtures/mapped.ts', import.meta.url))],
        outfile,
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'esm',
        sourcemap: true,
        logLevel: 'silent',
      });
      const service = await start(outfile, { flags: ['--enable-source-maps'] });
      const block = await told(service, '/', 'rebuildCatalog');
      expect(block?.attributes['code.file.path']).toMatch(/mapped\.ts$/);
      expect(block?.attributes['code.line.number']).toBeGreaterThan(8);
      expect(block?.attributes['code.line.number']).toBeLessThan(17);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('of a thread of the application', async () => {
    const service = await start('worker-thread.mjs');
    expect(await told(service, '/', 'crunchInThread')).toMatchObject({ traceId: undefined });
  });

  it('of a process of a cluster, with its request', async () => {
    const service = await start('cluster.mjs');
    const block = await told(service, '/', 'crunchInCluster');
    expect(block?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('the watched process', () => {
  it('ends with its own code and not a word, after blocks and within one', async () => {
    const [after, within] = await Promise.all([start('blocking.mjs'), start('ends-blocked.mjs')]);
    await told(after, '/loop/200', 'loopFor');
    await within.ask('/');
    expect(await after.stop()).toBe(7);
    expect(after.stderr()).toBe('');
    expect(await within.stop()).toBe(3);
    expect(within.stderr()).toBe('');
  });

  it('goes on unwatched, after one warning, when the thread that watches dies too often', async () => {
    const service = await start('blocking.mjs', {
      env: {
        SONDE_PROFILE_SIGNAL: 'SIGUSR2',
        // Without it the lane has no thread, and none but the one that watches is ended.
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    const end = async (): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${service.port}/end/0`);
      return Number(await answer.text());
    };
    let ended = 0;
    const deadline = Date.now() + 40_000;
    while (service.stderr() === '' && Date.now() < deadline) {
      ended += await end();
      await until(() => service.stderr() !== '', 100);
    }
    expect(service.stderr()).toMatch(/^sonde: .* died too often\n$/);
    expect(ended).toBe(4);
    service.child.kill('SIGUSR2');
    await service.ask('/loop/200');
    expect(await end()).toBe(0);
    expect(await service.stop()).toBe(7);
    expect(service.stderr()).toMatch(/^sonde: .* died too often\n$/);
  });

  it('opens no inspector to the outside', async () => {
    const service = await start('blocking.mjs');
    await told(service, '/loop/200', 'loopFor');
    const answer = await fetch(`http://127.0.0.1:${service.port}/inspector/0`);
    expect(await answer.text()).toBe('undefined');
  });

  it('that is busy with short callbacks is no false report', async () => {
    const service = await start('blocking.mjs');
    expect(await told(service, '/loop/200', 'loopFor')).toBeDefined();
    const end = Date.now() + 2500;
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        while (Date.now() < end) await service.ask('/short/15');
      }),
    );
    expect(await told(service, '/regexp/24', 'matchBadly')).toBeDefined();
    const names = service.records.map((one) => one.attributes['code.function.name']);
    expect(names).not.toContain('workShortly');
  });

  it('with an inspector port open is left to the person at it', async () => {
    const service = await start('blocking.mjs', { flags: ['--inspect=127.0.0.1:0'] });
    const [address = ''] = /ws:\/\/\S+/.exec(service.stderr()) ?? [];
    const events: string[] = [];
    const socket = new WebSocket(address);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    socket.addEventListener('message', ({ data }) => {
      events.push((JSON.parse(String(data)) as { method?: string }).method ?? '');
    });
    const post = (id: number, method: string) => socket.send(JSON.stringify({ id, method }));
    await service.ask('/loop/200');
    post(1, 'Profiler.enable');
    post(2, 'Debugger.enable');
    post(3, 'Debugger.pause');
    const asked = service.ask('/none/0');
    expect(await until(() => events.includes('Debugger.paused'))).toBe(true);
    // Longer than the threshold: what is looked for is that nothing comes of it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    post(4, 'Debugger.resume');
    await asked;
    socket.close();
    await service.ask('/loop/200');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(service.records).toEqual([]);
    expect(events.filter((name) => name.startsWith('Profiler.'))).toEqual([]);
  });
});

describe('SONDE_BLOCK_THRESHOLD_MS', () => {
  const resolve = (value: string) => {
    const warnings: string[] = [];
    const env = { SONDE_BLOCK_THRESHOLD_MS: value };
    const options = resolveWatchdogOptions({}, env, ({ code }) => warnings.push(code));
    return { threshold: options.thresholdMs, adaptive: options.adaptive, warnings };
  };

  it('is a number of milliseconds that holds; 100 without it, which follows the service', () => {
    expect(resolve('250')).toEqual({ threshold: 250, adaptive: false, warnings: [] });
    expect(resolve('0')).toEqual({ threshold: 0, adaptive: false, warnings: [] });
    expect(resolve('')).toEqual({ threshold: 100, adaptive: true, warnings: [] });
  });

  it('that makes no sense is one warning and the default', () => {
    for (const value of ['soon', '-5', '3', 'Infinity']) {
      expect(resolve(value)).toMatchObject({ threshold: 100, warnings: ['bad_option'] });
    }
  });
});

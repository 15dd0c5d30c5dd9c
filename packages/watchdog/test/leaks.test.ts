import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { NODES } from './start-service.js';

vi.setConfig({ testTimeout: 60_000 });

/** What was told of a program that does this for some minutes by its clock. */
async function told(
  way: string,
  seconds: number,
  env: Record<string, string> = {},
): Promise<Record<string, unknown>[]> {
  const fixture = fileURLToPath(new URL('./fixtures/letting-go.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(NODES[24], [fixture, way, String(seconds)], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
  });
  return JSON.parse(stdout) as Record<string, unknown>[];
}

describe('what is never let go is told', () => {
  it('where it is sockets', async () => {
    expect(await told('sockets', 20)).toMatchObject([
      {
        event: 'nodejs.async.leak',
        msg: expect.stringMatching(
          /^TCPSocketWrap become more and more: \d+ are open, \d+ more in \d+ minutes$/,
        ),
      },
    ]);
  });

  it('where it is timers', async () => {
    const [leak] = await told('timers', 20);
    expect(leak).toMatchObject({ 'sonde.leak.what': 'Timeout', err: { type: 'HandleGrowth' } });
  });

  it('where it is listeners, with who added the last', async () => {
    expect(await told('listeners', 20)).toMatchObject([
      {
        msg: '11 listeners for news on one EventEmitter, in listenAgain',
        'code.function.name': 'listenAgain',
        'code.file.path': expect.stringMatching(/letting-go\.mjs$/),
        'code.line.number': expect.any(Number),
      },
    ]);
  });

  it('where another is told again and again', async () => {
    const leaks = await told('many', 20);
    expect(leaks.at(-1)).toMatchObject({
      'sonde.leak.what': 'Timeout',
      err: { type: 'HandleGrowth' },
    });
    expect(leaks).toHaveLength(11);
  });

  it('where it is promises that are never settled, if that is wanted', async () => {
    const [leak] = await told('promises', 20, { SONDE_PENDING_PROMISES: '1' });
    expect(leak).toMatchObject({
      'code.function.name': 'waitForever',
      err: { type: 'PendingPromises' },
    });
  });
});

describe('what is held for good reason is not told', () => {
  for (const way of ['pool', 'pulse', 'promises']) {
    it(`such as ${way}`, async () => {
      expect(await told(way, 1.5)).toEqual([]);
    });
  }

  it('such as promises that are settled', async () => {
    expect(await told('settled', 1.5, { SONDE_PENDING_PROMISES: '1' })).toEqual([]);
  });
});

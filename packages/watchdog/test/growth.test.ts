import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { NODES } from './start-service.js';

vi.setConfig({ testTimeout: 60_000 });

const CANARY = 'canary-4c0ffee4';

/** What was told of a program that remembers in this way for half an hour by its clock. */
async function told(way: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await promisify(execFile)(
    NODES[24],
    [
      '--expose-gc',
      fileURLToPath(new URL('./fixtures/remembering-quickly.mjs', import.meta.url)),
      way,
    ],
    { env: { ...process.env, CANARY, DATABASE_PASSWORD: CANARY }, maxBuffer: 1e7 },
  );
  expect(stdout).not.toContain(CANARY);
  return (JSON.parse(stdout) as { told: Record<string, unknown>[] }).told;
}

describe('a heap that grows', () => {
  for (const [way, name] of [
    ['closure', 'rememberHandler'],
    ['map', 'cacheForever'],
    ['listener', 'listenForever'],
    ['timer', 'remindMuchLater'],
    ['buffers', 'keepBody'],
  ] as const) {
    it(`is told with the function that keeps it: ${name}`, async () => {
      expect(await told(way)).toMatchObject([
        {
          event: 'nodejs.heap.growth',
          'code.function.name': name,
          'code.file.path': expect.stringMatching(/ways-to-remember\.mjs$/),
          'code.line.number': expect.any(Number),
          'sonde.heap.kind': way === 'buffers' ? 'buffers' : 'heap',
          msg: expect.stringMatching(/ grows .* an hour, .*; it is full in .*; most of what stays/),
        },
      ]);
    });
  }

  for (const way of ['lru', 'warm', 'sawtooth', 'stream', 'batch']) {
    it(`for good reason is not told: ${way}`, async () => {
      expect(await told(way)).toEqual([]);
    });
  }
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { NODES } from './start-service.js';

vi.setConfig({ testTimeout: 120_000 });

type Told = Record<string, unknown>[];

it('what a service usually takes is no block, until it is usual no more', async () => {
  const fixture = fileURLToPath(new URL('./fixtures/usually-busy.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(NODES[24], [fixture]);
  const { first, longer, again } = JSON.parse(stdout) as Record<string, Told>;
  const block = { event: 'nodejs.event_loop.block', 'code.function.name': 'workFor' };
  expect(first?.[0]).toMatchObject({ ...block, 'sonde.block.threshold': 100 });
  // Those of the usual length came before it, and were not told.
  expect(longer?.[0]).toMatchObject(block);
  expect(longer?.[0]?.['sonde.block.duration']).toBeGreaterThan(400);
  expect(longer?.[0]?.['sonde.block.threshold']).toBeGreaterThan(150);
  expect(again?.[0]).toMatchObject(block);
  expect(Number(again?.[0]?.['sonde.block.threshold'])).toBeLessThan(
    Number(longer?.[0]?.['sonde.block.threshold']),
  );
});

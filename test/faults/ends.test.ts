import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLaneHome, expectAll, type LaneHome, missing } from './lane-home.js';

const cluster = fileURLToPath(new URL('./cluster.mjs', import.meta.url));

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

it.each([
  ['which its primary ends in order', 'disconnect'],
  ['whose workers end themselves in a handler of a signal', 'SIGTERM'],
  ['whose workers are told to go in the middle of a request', 'exit'],
])('a cluster, %s, loses no record of any of its processes', async (_title, end) => {
  const child = spawn(process.execPath, [cluster, end], {
    env: { PATH: process.env['PATH'], OPTIONS: JSON.stringify(home.options()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
  });
  expect([code, stderr]).toEqual([0, '']);
  const told = stdout.split('\n').filter((line) => line !== '');
  expect(told.length).toBeGreaterThan(300);
  if (missing(told, home.sink.bodies).length > 0) await home.next();
  expectAll(told, home.sink.bodies);
  expect(home.sink.bodies.filter((body) => told.includes(body))).toHaveLength(told.length);
});

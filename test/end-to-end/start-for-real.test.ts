import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePortEnv } from './free-ports.ts';
import { processesWith } from './processes-with.ts';
import { type Program, runProgram } from './run-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let program: Program | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonde-start-'));
});

afterEach(async () => {
  program?.child.kill('SIGTERM');
  await program?.ended;
  await rm(folder, { recursive: true, force: true });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'viewer, shop and visitor run, show what they do, and %s leaves no process and no port',
  async (signal) => {
    const ports = await freePortEnv();
    program = runProgram(process.execPath, ['scripts/start.mjs', '--as-is'], {
      cwd: root,
      env: {
        ...process.env,
        ...ports,
        NODE_OPTIONS: undefined,
        SONDE_VIEWER_DATA: join(folder, 'viewer'),
        SONDE_SPOOL_DIR: join(folder, 'spool'),
      },
    });
    await program.says('Ctrl-C stops all of it');
    await expect
      .poll(() => namesOfServices(ports.SONDE_VIEWER_PORT), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['catalog', 'gateway', 'orders']));
    expect(program.stderr()).toBe('');

    const before = Date.now();
    program.child.kill(signal);
    expect(await program.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(processesWith('SONDE_SHOP_PORT', ports.SONDE_SHOP_PORT)).toEqual([]);
    for (const port of Object.values(ports)) expect(await isOpen(Number(port)), port).toBe(false);
  },
  60_000,
);

async function namesOfServices(port: string): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/api/services`);
  const { services } = (await response.json()) as { services: { name: string }[] };
  return services.map(({ name }) => name);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

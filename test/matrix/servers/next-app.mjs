import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const here = join(import.meta.dirname, '..');
const NEXT = join(here, 'node_modules/next/dist/bin/next');

export const why = 'its packages are not installed';

export const find = () => (existsSync(NEXT) ? NEXT : undefined);

/** No server, but built like one before the program that serves it. */
export async function start(_folder, next) {
  const app = join(here, 'next-app');
  const built = spawnSync(process.execPath, [next, 'build', app], {
    cwd: here,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`next build: ${built.stdout}${built.stderr}`);
  return { env: { NEXT_APP: app }, stop: async () => {} };
}

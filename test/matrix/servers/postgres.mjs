import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asUser } from './as-user.mjs';
import { freePort, startDaemon } from './start-daemon.mjs';

const VERSIONS = '/usr/lib/postgresql';

export const debianPackage = 'postgresql';

export function find() {
  try {
    const [version] = readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a));
    return version && join(VERSIONS, version, 'bin');
  } catch {
    return undefined;
  }
}

export async function start(folder, bin) {
  const user = asUser('postgres', folder);
  const data = join(folder, 'data');
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'sonde', '-A', 'trust', '-N'], {
    ...user,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'fsync=off',
    `unix_socket_directories=`,
  ];
  const stop = await startDaemon(
    'postgres',
    folder,
    [join(bin, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    async () =>
      spawnSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).status ===
      0,
    user,
  );
  return { env: { POSTGRES_URL: `postgres://sonde@127.0.0.1:${port}/postgres` }, stop };
}

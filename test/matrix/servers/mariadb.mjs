import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asUser } from './as-user.mjs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const SERVER = '/usr/sbin/mariadbd';

export const debianPackage = 'mariadb-server';

export const find = () => (existsSync(SERVER) ? SERVER : undefined);

export async function start(folder, server) {
  const user = asUser('mysql', folder);
  const data = join(folder, 'data');
  const made = spawnSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}`);
  const port = await freePort();
  const stop = await startDaemon(
    'mariadb',
    folder,
    [
      server,
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--innodb-flush-log-at-trx-commit=0',
      '--skip-name-resolve',
    ],
    () => answers(port),
    user,
  );
  spawnSync('mariadb', [
    '--no-defaults',
    '-S',
    join(folder, 'socket'),
    '-u',
    'root',
    '-e',
    "CREATE DATABASE shop; CREATE USER sonde@'127.0.0.1' IDENTIFIED BY 'sonde'; GRANT ALL ON shop.* TO sonde@'127.0.0.1'",
  ]);
  return { env: { MARIADB_URL: `mysql://sonde:sonde@127.0.0.1:${port}/shop` }, stop };
}

import { existsSync } from 'node:fs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const SERVER = '/usr/bin/memcached';

export const debianPackage = 'memcached';

export const find = () => (existsSync(SERVER) ? SERVER : undefined);

export async function start(folder, server) {
  const port = await freePort();
  const stop = await startDaemon(
    'memcached',
    folder,
    [server, '-l', '127.0.0.1', '-p', String(port), '-u', 'nobody'],
    () => answers(port),
  );
  return { env: { MEMCACHED: `127.0.0.1:${port}` }, stop };
}

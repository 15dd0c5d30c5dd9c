import { existsSync } from 'node:fs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const SERVER = '/usr/bin/redis-server';

export const debianPackage = 'redis-server';

export const find = () => (existsSync(SERVER) ? SERVER : undefined);

export async function start(folder, server) {
  const port = await freePort();
  const stop = await startDaemon(
    'redis',
    folder,
    [server, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    () => answers(port),
  );
  return { env: { REDIS_URL: `redis://127.0.0.1:${port}` }, stop };
}

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asUser } from './as-user.mjs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

export const debianPackage = 'rabbitmq-server';

export const find = () => (existsSync(SERVER) ? SERVER : undefined);

export async function start(folder, server) {
  const user = asUser('rabbitmq', folder);
  const [port, distribution] = [await freePort(), await freePort()];
  const file = join(folder, 'rabbitmq.conf');
  writeFileSync(file, `listeners.tcp.1 = 127.0.0.1:${port}\n`);
  const stop = await startDaemon('rabbitmq', folder, [server], () => answers(port), {
    ...user,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      // Its own name mapper, off every usual port.
      ERL_EPMD_PORT: String(await freePort()),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `sonde-${process.pid}@localhost`,
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_CONFIG_FILE: file,
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    },
  });
  return { env: { AMQP_URL: `amqp://127.0.0.1:${port}` }, stop };
}

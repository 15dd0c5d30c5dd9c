import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const SERVER = '/usr/sbin/mosquitto';

export const debianPackage = 'mosquitto';

export const find = () => (existsSync(SERVER) ? SERVER : undefined);

export async function start(folder, server) {
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const stop = await startDaemon('mosquitto', folder, [server, '-c', file], () => answers(port));
  return { env: { MQTT_URL: `mqtt://127.0.0.1:${port}` }, stop };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasMaven, mavenJars } from './maven-jars.mjs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const SERVER = 'de.bwaldvogel:mongo-java-server:1.47.0';

export const why = 'its stand-in comes by Maven and needs Java: install openjdk-17-jre and maven';

/**
 * No registry of packages has MongoDB's own server. This one speaks its wire protocol, so that the real
 * driver runs against a real socket.
 */
export const find = (cache) => (hasMaven() ? mavenJars(cache, SERVER) : undefined);

const MAIN = (port) => `
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
class Main {
  public static void main(String[] args) throws Exception {
    new MongoServer(new MemoryBackend()).bind("127.0.0.1", ${port});
    Thread.currentThread().join();
  }
}
`;

export async function start(folder, jars) {
  const port = await freePort();
  const file = join(folder, 'Main.java');
  writeFileSync(file, MAIN(port));
  const stop = await startDaemon(
    'mongodb',
    folder,
    ['java', '-Xmx256m', '-cp', `${jars}/*`, file],
    () => answers(port),
  );
  return { env: { MONGODB_URL: `mongodb://127.0.0.1:${port}` }, stop };
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One node of Apache Kafka, broker and controller, with a folder of its own. */
export interface KafkaBroker {
  address: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

const VERSION = '4.1.0';
const cache = fileURLToPath(new URL('../../.cache/kafka', import.meta.url));
const jars = join(cache, `lib-${VERSION}`);

/** Whether a broker can be had: Java, and Maven to fetch it with. */
export const canRunKafka: boolean = ['java', 'mvn'].every(
  (tool) => spawnSync(tool, ['-version'], { stdio: 'ignore' }).status === 0,
);

function fetchJars(): void {
  if (existsSync(join(jars, `kafka_2.13-${VERSION}.jar`))) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    join(cache, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
     <groupId>sonde</groupId><artifactId>broker</artifactId><version>1</version><dependencies><dependency>
     <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version>
     </dependency></dependencies></project>`,
  );
  const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  const { status, stdout } = spawnSync('mvn', args, { cwd: cache, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Maven could not fetch Kafka: ${stdout}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

export async function createKafkaBroker(): Promise<KafkaBroker> {
  fetchJars();
  const home = mkdtempSync(join(tmpdir(), 'sonde-kafka-'));
  const settings = join(home, 'server.properties');
  const [port, controller] = [await freePort(), await freePort()];
  writeFileSync(
    settings,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(home, 'data')}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
`,
  );
  const java = ['-Xmx384m', '-cp', join(jars, '*')];
  const format = [
    'kafka.tools.StorageTool',
    'format',
    '-t',
    'AAAAAAAAAAAAAAAAAAAAAA',
    '-c',
    settings,
  ];
  const formatted = spawnSync('java', [...java, ...format], { encoding: 'utf8' });
  if (formatted.status !== 0) throw new Error(`Kafka's storage: ${formatted.stderr}`);
  let child: ChildProcess | undefined;

  async function kill(): Promise<void> {
    const one = child;
    child = undefined;
    if (!one) return;
    const gone = new Promise((resolve) => one.once('exit', resolve));
    one.kill('SIGKILL');
    await gone;
  }

  return {
    address: `127.0.0.1:${port}`,
    async start() {
      child = spawn('java', [...java, 'kafka.Kafka', settings], { stdio: 'ignore' });
    },
    kill,
    async close() {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

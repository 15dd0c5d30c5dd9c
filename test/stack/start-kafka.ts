import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { stackCache } from '../../scripts/stack/stack-cache.mjs';
import { freePorts } from '../end-to-end/free-ports.ts';
import { until } from './until.ts';

const VERSION = '4.3.1';
const CLUSTER = 'MkU3OEVBNTcwNTJENDM2Qg';

/** Kafka is a Java program that Maven brings. */
export const hasMaven: boolean = ['java', 'mvn'].every(
  (tool) => spawnSync(tool, ['-version']).status === 0,
);

/** One broker that is its own controller; `address` is where it is reached. */
export async function startKafka(
  folder: string,
): Promise<{ address: string; stop(): Promise<void> }> {
  const jars = kafkaJars();
  mkdirSync(folder, { recursive: true });
  const [port, controller] = await freePorts(2);
  const file = join(folder, 'kafka.properties');
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(folder, 'log'),
    'num.partitions': 3,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  writeFileSync(
    file,
    Object.entries(settings)
      .map((line) => line.join('='))
      .join('\n'),
  );
  const java = ['-Xmx384m', '-cp', `${jars}/*`];
  execFileSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file], {
    stdio: 'ignore',
  });
  const output = openSync(join(folder, 'kafka.log'), 'a');
  const child = spawn('java', [...java, 'kafka.Kafka', file], {
    stdio: ['ignore', output, output],
  });
  const ended = once(child, 'exit');
  await until('Kafka', () => {
    if (child.exitCode !== null) throw new Error(`Kafka ended: ${folder}/kafka.log`);
    return answers(port);
  });
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The folder with Kafka and what it needs, taken from Maven once. */
function kafkaJars(): string {
  const folder = join(stackCache(process.env), `kafka-${VERSION}`);
  const jars = join(folder, 'jars');
  if (existsSync(join(jars, `kafka_2.13-${VERSION}.jar`))) return jars;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sonde</groupId><artifactId>stack</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version>
  </dependency></dependencies>
</project>
`,
  );
  const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  execFileSync('mvn', args, { cwd: folder, stdio: 'ignore' });
  return jars;
}

function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(undefined));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

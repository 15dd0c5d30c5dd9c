import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasMaven, mavenJars } from './maven-jars.mjs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const KAFKA = 'org.apache.kafka:kafka_2.13:4.3.1';
const CLUSTER = 'MkU3OEVBNTcwNTJENDM2Qg';

export const why = 'it comes by Maven and needs Java 17: install openjdk-17-jre and maven';

export const find = (cache) => (hasMaven() ? mavenJars(cache, KAFKA) : undefined);

/**
 * Lays out one node, which is broker and controller, without ZooKeeper.
 *
 * @returns its address, whether it answers there, and the command that runs it.
 */
export async function prepareKafka(folder, jars) {
  const [port, controller] = [await freePort(), await freePort()];
  const file = join(folder, 'kafka.properties');
  writeFileSync(
    file,
    Object.entries({
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
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'group.initial.rebalance.delay.ms': 0,
    })
      .map((line) => line.join('='))
      .join('\n'),
  );
  const java = (...args) => ['java', '-Xmx384m', '-cp', `${jars}/*`, ...args];
  const [command, ...args] = java('kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file);
  const formatted = spawnSync(command, args, { encoding: 'utf8' });
  if (formatted.status !== 0) throw new Error(`Kafka's storage: ${formatted.stderr}`);
  return {
    address: `127.0.0.1:${port}`,
    isReady: () => answers(port),
    command: java('kafka.Kafka', file),
  };
}

export async function start(folder, jars) {
  const { address, isReady, command } = await prepareKafka(folder, jars);
  return { env: { KAFKA: address }, stop: await startDaemon('kafka', folder, command, isReady) };
}

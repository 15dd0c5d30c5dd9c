import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasMaven, mavenJars } from './maven-jars.mjs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const KAFKA = 'org.apache.kafka:kafka_2.13:4.3.1';
const CLUSTER = 'MkU3OEVBNTcwNTJENDM2Qg';

export const why = 'it comes by Maven and needs Java 17: install openjdk-17-jre and maven';

export const find = (cache) => (hasMaven() ? mavenJars(cache, KAFKA) : undefined);

/** One node, which is broker and controller, without ZooKeeper. */
export async function start(folder, jars) {
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
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 1,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'group.initial.rebalance.delay.ms': 0,
    })
      .map((line) => line.join('='))
      .join('\n'),
  );
  const java = (...args) => ['-Xmx512m', '-cp', `${jars}/*`, ...args];
  const formatted = spawnSync(
    'java',
    java('kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file),
    {
      encoding: 'utf8',
    },
  );
  if (formatted.status !== 0) throw new Error(`Kafka's storage: ${formatted.stderr}`);
  const stop = await startDaemon('kafka', folder, ['java', ...java('kafka.Kafka', file)], () =>
    answers(port),
  );
  return { env: { KAFKA: `127.0.0.1:${port}` }, stop };
}

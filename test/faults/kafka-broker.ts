import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { find, prepareKafka } from '../matrix/servers/kafka.mjs';
import { hasMaven } from '../matrix/servers/maven-jars.mjs';

/** One node of Apache Kafka, broker and controller, with a folder of its own. */
export interface KafkaBroker {
  address: string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Whether a broker can be had: Java, and Maven to fetch it with. */
export const canRunKafka: boolean = hasMaven();

export async function createKafkaBroker(): Promise<KafkaBroker> {
  const jars = find(fileURLToPath(new URL('../../.cache/kafka', import.meta.url)));
  const home = mkdtempSync(join(tmpdir(), 'sonde-kafka-'));
  const { address, command, isReady } = await prepareKafka(home, jars);
  const [file = '', ...args] = command;
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
    address,
    async start() {
      const started = spawn(file, args, { stdio: 'ignore' });
      child = started;
      while (!(await isReady())) {
        if (started.exitCode !== null) throw new Error(`Kafka ended with ${started.exitCode}`);
        await sleep(100);
      }
    },
    kill,
    async close() {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

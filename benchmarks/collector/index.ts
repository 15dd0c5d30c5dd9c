import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeLogs, encodeTraces } from '@sonde/otlp';
import { STACK_PORTS } from '../../scripts/stack/ports.mjs';
import { stackCache } from '../../scripts/stack/stack-cache.mjs';
import { startStack } from '../../scripts/stack/start-stack.mjs';
import { logsBatch } from '../ingest/records.ts';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { spansBatch, traceIdOf } from './spans.ts';

/**
 * What a record costs in the production stack: how many a second go through the collector into the
 * real back end, until each can be asked for; processor time of both; bytes on disk afterwards.
 */
const rounds = Number(process.argv[2] ?? 3);
const batches = 100;
const size = 500;
const records = batches * size;
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(stackCache(process.env), 'bin');
const CLOCK_TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

type Stack = Awaited<ReturnType<typeof startStack>>;

interface Kind {
  store: 'victorialogs' | 'jaeger';
  path: string;
  body: (batch: number) => Uint8Array;
  isStored: (stack: Stack) => Promise<boolean>;
}

const LOGS: Kind = {
  store: 'victorialogs',
  path: '/v1/logs',
  body: (batch) => encodeLogs(logsBatch(batch, size)),
  async isStored({ urls }) {
    const body = new URLSearchParams({ query: '* | stats count() n' });
    const answer = await fetch(`${urls.logs}/select/logsql/query`, { method: 'POST', body });
    const { n } = JSON.parse((await answer.text()) || '{"n":0}') as { n: string };
    return Number(n) === records;
  },
};

const SPANS: Kind = {
  store: 'jaeger',
  path: '/v1/traces',
  body: (batch) => encodeTraces(spansBatch(batch, size)),
  async isStored({ urls }) {
    const some = Array.from({ length: batches }, (_, batch) => traceIdOf((batch + 1) * size - 1));
    for (const id of some.toReversed()) {
      const { status } = await fetch(`${urls.jaeger}/api/traces/${id}`);
      if (status !== 200) return false;
    }
    return true;
  },
};

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

function post(url: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf' };
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Four connections; who is told to wait waits. */
async function sendAll(url: string, bodies: Uint8Array[]): Promise<void> {
  let next = 0;
  const sender = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      let status = await post(url, body);
      while (status === 429 || status === 503) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        status = await post(url, body);
      }
      if (status !== 200) throw new Error(`expected 200, got ${status}`);
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
}

async function run(kind: Kind) {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
  const ports = Object.fromEntries(
    await Promise.all(Object.keys(STACK_PORTS).map(async (name) => [name, await freePort()])),
  ) as Record<string, number>;
  const stack = await startStack({
    root,
    bin,
    folder,
    secrets: join(folder, 'none'),
    ports,
    env: { ...process.env, SONDE_TRACES_KEPT_PERCENT: '100' },
    names: [kind.store, 'collector'],
  });
  try {
    const bodies = Array.from({ length: batches }, (_, batch) => kind.body(batch));
    const pids = stack.pids() as Record<string, number>;
    const before = [cpuOf(pids['collector']), cpuOf(pids[kind.store])];
    const began = performance.now();
    await sendAll(`${stack.urls.otlp}${kind.path}`, bodies);
    const acknowledged = (performance.now() - began) / 1000;
    while (!(await kind.isStored(stack))) await new Promise((resolve) => setTimeout(resolve, 100));
    const took = (performance.now() - began) / 1000;
    const collector = cpuOf(pids['collector']) - (before[0] ?? 0);
    const store = cpuOf(pids[kind.store]) - (before[1] ?? 0);
    const memory = peakMemory(pids['collector']);
    await stack.stop('collector');
    await stack.stop(kind.store);
    return {
      acknowledged: records / acknowledged,
      stored: records / took,
      collector: (collector / records) * 1e6,
      store: (store / records) * 1e6,
      memory,
      wire: bodies.reduce((sum, body) => sum + body.length, 0) / records,
      disk: bytesIn(join(folder, 'data', kind.store)) / records,
    };
  } finally {
    await stack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Seconds, user and system. */
function cpuOf(pid = 0): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** MiB. */
const peakMemory = (pid = 0): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

const outcomes = await interleave(
  [
    { name: 'logs', run: () => run(LOGS) },
    { name: 'spans', run: () => run(SPANS) },
  ],
  rounds,
);
report(`${records} records through the collector, ${rounds} rounds`, outcomes, {
  acknowledged: 'a second, until the collector has them on disk',
  stored: 'a second, until each can be asked for',
  collector: 'µs of processor a record, the collector',
  store: 'µs of processor a record, the back end',
  memory: 'MiB resident at most, the collector',
  wire: 'bytes a record, OTLP before gzip',
  disk: 'bytes a record on the disk of the back end',
});
process.exit(0);

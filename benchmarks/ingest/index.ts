import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeLogs } from '@sonde/otlp';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { logsBatch, sentryEnvelope } from './records.ts';

/**
 * How fast a local viewer takes log records in: Sonde's stores every one on disk, searchable;
 * Spotlight keeps the last 500 envelopes in memory.
 */
const rounds = Number(process.argv[2] ?? 5);
const batches = 100;
const size = 500;
const cache = new URL('../.cache/spotlight/', import.meta.url).pathname;

interface Target {
  child: ChildProcess;
  url: string;
  stop(): void;
}

async function startSonde(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
  const child = spawn(
    process.execPath,
    [new URL('./viewer.ts', import.meta.url).pathname, folder],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const url = await new Promise<string>((resolve) =>
    child.once('message', (message: unknown) => resolve(message as string)),
  );
  return {
    child,
    url: `${url}/v1/logs`,
    stop: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh install of Spotlight answers 500 to everything, because a dependency of it moved: pin that one. */
function installSpotlight(): void {
  if (existsSync(join(cache, 'node_modules/@spotlightjs/spotlight'))) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    join(cache, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: {
        '@spotlightjs/spotlight': '4.11.8',
        hono: '4.12.25',
        '@hono/node-server': '^1.0.0',
      },
    }),
  );
  execFileSync('npm', ['install', '--no-workspaces'], {
    cwd: cache,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function startSpotlight(): Promise<Target> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(
    process.execPath,
    [
      join(cache, 'node_modules/@spotlightjs/spotlight/dist/run.js'),
      'server',
      '--port',
      String(port),
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}/stream`;
  for (;;) {
    const up = await post(url, 'application/x-sentry-envelope', sentryEnvelope(0, 1)).catch(
      () => 0,
    );
    if (up === 200) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { child, url, stop: () => void child.kill('SIGKILL') };
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

function post(url: string, type: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': type } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function run(
  start: () => Promise<Target>,
  type: string,
  body: (batch: number) => Uint8Array,
): Promise<{ records: number; rss: number }> {
  const target = await start();
  const bodies = Array.from({ length: batches }, (_, batch) => body(batch));
  const began = performance.now();
  let next = 0;
  const sender = async () => {
    for (;;) {
      const mine = bodies[next++];
      if (mine === undefined) return;
      let status = await post(target.url, type, mine);
      while (status === 429 || status === 503) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        status = await post(target.url, type, mine);
      }
      if (status !== 200) throw new Error(`expected 200, got ${status}`);
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  if (start === startSonde) await stored(target.child);
  const took = (performance.now() - began) / 1000;
  const rss = Number(
    execFileSync('ps', ['-o', 'rss=', '-p', String(target.child.pid)], { encoding: 'utf8' }).trim(),
  );
  target.stop();
  return { records: (batches * size) / took, rss: rss / 1024 };
}

/** Sonde's clock stops when every record can be asked for, not when it was acknowledged. */
async function stored(child: ChildProcess): Promise<void> {
  child.send(batches * size);
  await new Promise((resolve) => child.once('message', resolve));
}

installSpotlight();
const outcomes = await interleave(
  [
    {
      name: 'spotlight',
      run: () =>
        run(startSpotlight, 'application/x-sentry-envelope', (batch) =>
          sentryEnvelope(batch, size),
        ),
    },
    {
      name: 'sonde',
      run: () =>
        run(startSonde, 'application/x-protobuf', (batch) => encodeLogs(logsBatch(batch, size))),
    },
  ],
  rounds,
);
report(`A local viewer takes in ${batches * size} log records, ${rounds} rounds`, outcomes, {
  records: 'a second',
  rss: 'MiB resident after',
});
process.exit(0);

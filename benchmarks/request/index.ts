import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';

/** What is left of the requests a second with everything switched on. */
const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 8);
const service = new URL('./service.mjs', import.meta.url).pathname;
const sink = await startSink();

const preloads: Record<string, string[]> = {
  bare: [],
  'auto-instrumentations-node': ['@opentelemetry/auto-instrumentations-node/register'],
  sonde: ['@sonde/node/register'],
};

async function start(
  preload: string[],
  env: Record<string, string>,
): Promise<{ child: ChildProcess; port: string }> {
  const child = spawn(
    process.execPath,
    [...preload.flatMap((name) => ['--import', name]), service],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      cwd: new URL('.', import.meta.url).pathname,
      env: {
        ...process.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_SERVICE_NAME: 'bench',
        ...env,
      },
    },
  );
  const [first] = (await once(
    child.stdout as NodeJS.ReadableStream & NodeJS.EventEmitter,
    'data',
  )) as [Buffer];
  return { child, port: first.toString().trim() };
}

const upstream = await start([], {});

async function run(preload: string[]): Promise<{ requests: number; p99: number; rss: number }> {
  const { child, port } = await start(preload, { UPSTREAM: `http://127.0.0.1:${upstream.port}` });
  const load = (duration: number) =>
    autocannon({ url: `http://127.0.0.1:${port}/items/7`, connections: 32, duration });
  await load(2);
  child.send('begin');
  const result = await load(seconds);
  child.send('end');
  const [figures] = (await once(child, 'message')) as [{ p99: number; rss: number }];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { requests: result.requests.average, ...figures };
}

const outcomes = await interleave(
  Object.entries(preloads).map(([name, preload]) => ({ name, run: () => run(preload) })),
  rounds,
);
report(
  `A request: fastify, one pino line, one outgoing call; 32 connections, ${rounds} rounds of ${seconds} s`,
  outcomes,
  {
    requests: 'a second',
    p99: 'ms of event-loop delay',
    rss: 'MiB resident under load',
  },
);
upstream.child.kill();
sink.stop();

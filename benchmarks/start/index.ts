import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';

/** What a preload adds to the start of an application that loads fastify, pino, pg and ioredis. */
const rounds = Number(process.argv[2] ?? 15);
const here = (file: string) => new URL(file, import.meta.url).pathname;
const sink = await startSink();

const preloads: Record<string, string[]> = {
  bare: [],
  'auto-instrumentations-node': ['@opentelemetry/auto-instrumentations-node/register'],
  sonde: ['@sonde/node/register'],
};

async function run(
  preload: string[],
  app: string,
): Promise<{ cpu: number; rss: number; wall: number }> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--require', here('cost.cjs'), ...preload.flatMap((name) => ['--import', name]), here(app)],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      cwd: here('.'),
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'bench' },
    },
  );
  const cost = text(child.stdio[3] as Readable);
  await once(child, 'exit');
  return {
    ...(JSON.parse(await cost) as { cpu: number; rss: number }),
    wall: performance.now() - began,
  };
}

for (const app of ['app.cjs', 'app.mjs']) {
  const competitors = Object.entries(preloads).map(([name, preload]) => ({
    name,
    run: () => run(preload, app),
  }));
  for (const { run: warm } of competitors) await warm();
  const outcomes = await interleave(competitors, rounds);
  report(`Start of an application, ${app}, ${rounds} rounds`, outcomes, {
    cpu: 'ms of processor time',
    rss: 'MiB at the peak',
    wall: 'ms',
  });
  const added = (name: string, figure: string) => {
    const of = (who: string) =>
      outcomes.find((outcome) => outcome.name === who)?.values[figure]?.median ?? 0;
    return of(name) - of('bare');
  };
  const share = (figure: string) =>
    (added('sonde', figure) / added('auto-instrumentations-node', figure)).toFixed(2);
  console.log(
    `\n  added by sonde over added by auto-instrumentations-node: ` +
      `processor time ${share('cpu')}, peak memory ${share('rss')}`,
  );
}
sink.stop();

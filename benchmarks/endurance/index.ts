import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sonde } from '../measure/preload.ts';
import { startSink } from '../measure/start-sink.ts';
import { load } from '../request/load.ts';

/**
 * A day's requests, and the memory that is left after each piece of them.
 * `node run.mjs endurance [requests]`
 */
const total = Number(process.argv[2] ?? 5_000_000);
const PIECE_SECONDS = 10;
/** Until caches, pools and V8's own code are what they will be. */
const WARM_SHARE = 0.2;

type Memory = { served: number; rss: number; heap: number; external: number };

const sink = await startSink();
const child = spawn(
  process.execPath,
  ['--no-warnings', '--expose-gc', ...sonde.args, 'service.mjs'],
  {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    cwd: import.meta.dirname,
    env: { ...process.env, OTEL_SERVICE_NAME: 'endurance', ...sink.env },
  },
);
const [{ port }] = (await once(child, 'message')) as [{ port: number }];

async function memory(): Promise<Memory> {
  child.send('memory');
  const [told] = (await once(child, 'message')) as [Memory];
  return told;
}

const show = ({ served, heap, external, rss }: Memory): string =>
  [served.toLocaleString('en'), heap.toFixed(1), external.toFixed(1), rss.toFixed(0)]
    .map((text) => text.padStart(12))
    .join('');

console.log(`Node ${process.versions.node}, after a collection of garbage
    requests    heap MiB    external    resident`);
const samples = [await memory()];
console.log(show(samples[0]));
while ((samples.at(-1) as Memory).served < total) {
  await load(`http://127.0.0.1:${port}/items/7`, PIECE_SECONDS, true);
  const sample = await memory();
  samples.push(sample);
  console.log(show(sample));
}
child.kill('SIGKILL');
sink.stop();

/** By how much a figure grows in a million requests, by least squares, once it is warm. */
function growth(figure: 'heap' | 'external' | 'rss'): number {
  const warm = samples.filter(({ served }) => served >= total * WARM_SHARE);
  const mean = (of: (sample: Memory) => number): number =>
    warm.reduce((sum, sample) => sum + of(sample), 0) / warm.length;
  const [x, y] = [mean(({ served }) => served), mean((sample) => sample[figure])];
  const covariance = mean((sample) => (sample.served - x) * (sample[figure] - y));
  return (covariance / mean(({ served }) => (served - x) ** 2)) * 1_000_000;
}
for (const figure of ['heap', 'external', 'rss'] as const) {
  console.log(`  ${figure}: ${growth(figure).toFixed(2)} MiB more in each million requests`);
}

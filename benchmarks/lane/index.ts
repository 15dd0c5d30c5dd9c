import { fork } from 'node:child_process';
import { once } from 'node:events';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { measureOverload } from './overload.ts';
import { startCountingSink } from './start-counting-sink.ts';

/** How fast records come to a receiver, and what that takes of the machine. */
const rounds = Number(process.argv[2] ?? 5);
const RECORDS = 200_000;
const names = ['pino-opentelemetry-transport, tuned', 'pino-loki, tuned', 'sonde'];

async function run(name: string): Promise<Record<string, number>> {
  const sink = await startCountingSink();
  const child = fork(new URL('./burst.mjs', import.meta.url).pathname, [name, String(RECORDS)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${sink.url}/v1/logs`,
      OTEL_SERVICE_NAME: 'bench',
      LOKI: sink.url,
    },
  });
  const started = performance.now();
  await once(child, 'message');
  const began = performance.now();
  const delivered = await sink.settled(RECORDS);
  const since = (from: number): number => (sink.lastAt() - from) / 1000;
  child.send('told');
  const [figures] = (await once(child, 'message')) as [{ cpu: number; peak: number; idle: number }];
  await once(child, 'exit');
  sink.stop();
  return {
    delivered,
    rate: delivered / since(began),
    whole: delivered / since(started),
    cpu: (figures.cpu * 1000) / Math.max(delivered, 1),
    peak: figures.peak / 1e6,
    own: (figures.peak - figures.idle) / 1e6,
  };
}

const outcomes = await interleave(
  names.map((name) => ({ name, run: () => run(name) })),
  rounds,
);
report(`A burst of ${RECORDS.toLocaleString('en')} lines, ${rounds} rounds`, outcomes, {
  delivered: 'records',
  rate: 'delivered records a second, from the first line',
  whole: 'the same from the start of the process',
  cpu: 'microseconds of CPU a delivered record, the application’s included',
  peak: 'MB, the process at its peak',
  own: 'MB, the same less what it took before the logger',
});
await measureOverload(Math.min(rounds, 3));

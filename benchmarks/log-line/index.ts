import { fork } from 'node:child_process';
import { once } from 'node:events';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';
import { loggers } from './loggers.mjs';

const BASELINE = 'pino transport, null target';

/** What one log call costs the caller. A second argument: only the loggers with that in their name. */
const rounds = Number(process.argv[2] ?? 7);
const only = process.argv[3];
const sink = await startSink();
const names = Object.keys(loggers).filter(
  (name) => name === BASELINE || only === undefined || name.includes(only),
);

async function run(name: string): Promise<Record<string, number>> {
  const child = fork(new URL('./line.mjs', import.meta.url).pathname, [name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'bench' },
  });
  const [figures] = (await once(child, 'message')) as [Record<string, number>];
  await once(child, 'exit');
  return figures;
}

const outcomes = await interleave(
  names.map((name) => ({ name, run: () => run(name) })),
  rounds,
);
report(`A log call, ${rounds} rounds`, outcomes, {
  short: 'ns',
  fields: 'ns, ten fields',
  error: 'ns, an error with its stack',
});
sink.stop();

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';

/** What the watchdog costs while nothing blocks: the preload with it against the preload without. */
const rounds = Number(process.argv[2] ?? 7);
const seconds = Number(process.argv[3] ?? 6);
const service = new URL('./service.mjs', import.meta.url).pathname;
const sink = await startSink();

const settings: Record<string, Record<string, string>> = {
  off: { SONDE_BLOCK_THRESHOLD_MS: '0' },
  'without profile': { SONDE_BLOCK_THRESHOLD_MS: '100', SONDE_BLOCK_PROFILE: '0' },
  on: { SONDE_BLOCK_THRESHOLD_MS: '100' },
};

async function run(env: Record<string, string>): Promise<{ requests: number; p99: number }> {
  const child = spawn(process.execPath, ['--import', '@sonde/node/register', service], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: new URL('.', import.meta.url).pathname,
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      OTEL_SERVICE_NAME: 'bench',
      ...env,
    },
  });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${first.toString().trim()}/items`;
  // Past the first second, in which the watchdog is not there yet.
  await autocannon({ url, connections: 32, duration: 3 });
  const result = await autocannon({ url, connections: 32, duration: seconds });
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { requests: result.requests.average, p99: result.latency.p99 };
}

const outcomes = await interleave(
  Object.entries(settings).map(([name, env]) => ({ name, run: () => run(env) })),
  rounds,
);
report(
  `The watchdog while nothing blocks; http, 32 connections, ${rounds} rounds of ${seconds} s`,
  outcomes,
  { requests: 'a second', p99: 'ms of latency' },
);
sink.stop();

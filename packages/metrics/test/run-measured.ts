import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Metric } from '@sonde/otlp';
import type { MetricsRecord, Warning } from '@sonde/pipeline';

export interface Measured {
  code: number | null;
  stdout: string;
  stderr: string;
  warnings: Warning[];
  metrics: Metric[];
}

const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** Runs a program under the metrics preload and reads what came out of the lane. */
export async function runMeasured(
  program: string,
  env: Record<string, string> = {},
): Promise<Measured> {
  const child = spawn(process.execPath, ['--import', fixture('preload.mjs'), fixture(program)], {
    env: { PATH: process.env['PATH'], OTEL_EXPORTER_PROMETHEUS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: 25_000,
  });
  const [stdout, stderr, raw, [code]] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  const lines = raw
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { record?: MetricsRecord; warning?: Warning });
  return {
    code,
    stdout,
    stderr,
    warnings: lines.flatMap(({ warning }) => (warning ? [warning] : [])),
    metrics: lines.flatMap(({ record }) => record?.metrics ?? []),
  };
}

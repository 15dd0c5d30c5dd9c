import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Span } from '@sonde/otlp';
import type { SpanRecord, Warning } from '@sonde/pipeline';
import type { InstrumentationStatus } from '@sonde/tracing';

export interface Traced {
  code: number | null;
  stdout: string;
  stderr: string;
  records: SpanRecord[];
  spans: Span[];
  warnings: Warning[];
  status: InstrumentationStatus[];
  /** Everything that left the process through the lane. */
  raw: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** Arguments before the preload. */
  before?: string[];
  /** Arguments of the program. */
  args?: string[];
  node?: string;
  cwd?: string;
  /** Standard input. */
  input?: string;
}

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** Runs a program under the tracing preload and reads what came out of the lane. */
export async function runTraced(program: string, options: RunOptions = {}): Promise<Traced> {
  const { env = {}, before = [], args = [], node = process.execPath, cwd, input = '' } = options;
  const child = spawn(node, [...before, '--import', fixture('preload.mjs'), program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    timeout: 25_000,
    ...(cwd ? { cwd } : {}),
  });
  child.stdin?.on('error', () => {}).end(input);
  const [stdout, stderr, raw, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    text(child.stdio[3] as Readable),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  const lines = raw
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as {
          record?: SpanRecord;
          warning?: Warning;
          status?: InstrumentationStatus[];
        },
    );
  const records = lines.flatMap(({ record }) => (record ? [record] : []));
  return {
    code,
    stdout,
    stderr,
    raw,
    records,
    spans: records.map(({ span }) => span),
    warnings: lines.flatMap(({ warning }) => (warning ? [warning] : [])),
    status: lines.find(({ status }) => status)?.status ?? [],
  };
}

/** An attribute's plain value. */
export function attribute(
  span: { attributes: Span['attributes'] } | undefined,
  key: string,
): unknown {
  const value = span?.attributes.find((each) => each.key === key)?.value;
  if (!value) return undefined;
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
}

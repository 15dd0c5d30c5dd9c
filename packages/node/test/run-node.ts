import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

export const FIXTURES: string = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** The Node versions of the matrix, from the development dependencies. */
export const NODES = {
  20: join(modules, 'node20/bin/node'),
  22: join(modules, 'node22/bin/node'),
  24: join(modules, 'node/bin/node'),
  26: join(modules, 'node26/bin/node'),
} as const;

export type NodeVersion = keyof typeof NODES;

/** Nothing listens there: port 9 is `discard`, and refused. */
export const NO_COLLECTOR = 'http://127.0.0.1:9';

/** A process that hangs is a failure, not a leftover. */
const DEADLINE_MS = 15_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  node?: NodeVersion;
  env?: Record<string, string>;
  /** Whether it has a channel to its parent, as a worker of `cluster` has. */
  channel?: boolean;
  /** Called with each piece of standard output. */
  onStdout?(text: string, kill: (signal: NodeJS.Signals) => void): void;
}

/** Runs Node in the folder of fixtures, with a spool of its own and no push of metrics. */
export async function runNode(args: string[], options: RunOptions = {}): Promise<Ended> {
  const spool = mkdtempSync(join(tmpdir(), 'sonde-node-'));
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(NODES[options.node ?? 24], args, {
    cwd: FIXTURES,
    env: {
      ...inherited,
      OTEL_EXPORTER_OTLP_ENDPOINT: NO_COLLECTOR,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_SERVICE_NAME: 'fixture',
      SONDE_SPOOL_DIR: spool,
      SONDE_FLUSH_DEADLINE_MS: '4000',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.channel ? (['ipc'] as const) : [])],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const ended: Ended = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    ended.stdout += text;
    options.onStdout?.(text, (signal) => child.kill(signal));
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    ended.stderr += text;
  });
  try {
    return await new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ ...ended, code, signal }));
    });
  } finally {
    child.kill('SIGKILL');
    rmSync(spool, { recursive: true, force: true });
  }
}

/** The preload, both ways. */
export const PRELOADS: Record<'--import' | '--require', string[]> = {
  '--import': ['--import', '@sonde/node/register'],
  '--require': ['--require', '@sonde/node/register'],
};

/** What `fixtures/report.mjs` tells. pino may write its own line before or after. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into it as it likes
export function toldIn(stdout: string): any {
  const line = stdout.split('\n').find((text) => text.startsWith('{"flushed"'));
  return JSON.parse(line ?? '{}');
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { type ReceivedSpan, receiveSpans } from './receive-spans.js';

const here = import.meta.dirname;
const modules = join(here, '../../node_modules');
const DEADLINE_MS = 60_000;

export const NODES: Readonly<Record<string, string>> = {
  22: join(modules, 'node22/bin/node'),
  24: join(modules, 'node/bin/node'),
  26: join(modules, 'node26/bin/node'),
};

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
  spans: ReceivedSpan[];
}

export type Form = 'imported' | 'required';

const made = new Map<string, Promise<string>>();

/** The program as it is, an ES module, or what a compiler makes of it for CommonJS. */
function fileOf(program: string, form: Form): Promise<string> {
  const source = join(here, 'programs', `${program}.mjs`);
  if (form === 'imported') return Promise.resolve(source);
  const outfile = join(here, 'dist', `${program}-${process.pid}.cjs`);
  let file = made.get(program);
  if (file === undefined) {
    mkdirSync(join(here, 'dist'), { recursive: true });
    file = build({
      entryPoints: [source],
      outfile,
      bundle: true,
      format: 'cjs',
      packages: 'external',
      platform: 'node',
    }).then(() => outfile);
    made.set(program, file);
  }
  return file;
}

/** Takes away what was made for CommonJS. */
export async function removeMade(): Promise<void> {
  for (const file of await Promise.all(made.values())) rmSync(file, { force: true });
}

/** Runs a program under the preload, with a receiver of its own, and reads what came there. */
export async function runProgram(
  program: string,
  form: Form,
  { node = '24', env = {} }: { node?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const file = await fileOf(program, form);
  const spool = mkdtempSync(join(tmpdir(), 'sonde-matrix-'));
  const receiver = await receiveSpans();
  const child = spawn(NODES[node] ?? node, ['--import', '@sonde/node/register', file], {
    cwd: here,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_SERVICE_NAME: 'matrix',
      SONDE_SPOOL_DIR: spool,
      ...Object.fromEntries(
        Object.entries(process.env).filter(([k]) =>
          /_URL$|^(?:KAFKA|MEMCACHED|NEXT_APP|PRISMA_CLIENT)$/.test(k),
        ),
      ),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  await receiver.close();
  rmSync(spool, { recursive: true, force: true });
  return { code, stdout, stderr, spans: receiver.spans };
}

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** A process that hangs is a failure, not a leftover. */
const DEADLINE_MS = 15_000;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command in the folder of fixtures, with a spool of its own. */
export async function runFixture(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const spool = mkdtempSync(join(tmpdir(), 'sonde-logger-'));
  const child = spawn(command, args, {
    cwd: FIXTURES,
    env: { ...process.env, NODE_OPTIONS: '', SONDE_SPOOL_DIR: spool, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ended.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ended.stderr += text;
  });
  try {
    return await new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...ended, code }));
    });
  } finally {
    child.kill('SIGKILL');
    rmSync(spool, { recursive: true, force: true });
  }
}

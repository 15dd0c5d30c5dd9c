import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '@sonde/pipeline';

export interface Plan {
  id: string;
  end:
    | 'none'
    | 'flush'
    | 'awaited'
    | 'exit'
    | 'throw'
    | 'reject'
    | 'wait'
    | 'signal'
    | 'quit'
    | 'revived'
    | 'outlived'
    | 'handled';
  count: number;
  pad?: string;
  afterMs?: number;
  code?: number;
  lastWords?: boolean;
  /** Whether warnings go to standard error. */
  warnings?: boolean;
  /** Another program than this Node. */
  node?: string;
  /** Of that program itself. */
  flags?: string[];
  options: Record<string, unknown>;
}

export interface ChildEnd {
  /** What the child says it had accepted. */
  accepted: number;
  offered: number;
  ledger: Ledger | undefined;
  code: number | null;
  signal: string | null;
  stderr: string;
  ms: number;
}

const program = fileURLToPath(new URL('./lane-child.mjs', import.meta.url));

/**
 * @param kill sent as soon as the child has offered everything.
 * @param after what must have come to pass before that.
 */
export function runChild(
  plan: Plan,
  kill?: NodeJS.Signals,
  after: () => Promise<void> = () => Promise.resolve(),
): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const child = spawn(plan.node ?? process.execPath, [...(plan.flags ?? []), program], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PLAN: JSON.stringify(plan) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = performance.now();
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    child.stdout.on('data', (part: Buffer) => {
      const before = stdout.includes('ready\n');
      stdout += part.toString();
      if (!kill || before || !stdout.includes('ready\n')) return;
      after().then(
        () => child.kill(kill),
        () => child.kill('SIGKILL'),
      );
    });
    child.on('close', (code, signal) => {
      const last = stdout.split('\n').findLast((line) => line.startsWith('{'));
      const told = last === undefined ? undefined : JSON.parse(last);
      resolve({
        accepted: told?.accepted ?? plan.count,
        offered: told?.number ?? plan.count,
        ledger: told?.ledger,
        code,
        signal,
        stderr,
        ms: performance.now() - started,
      });
    });
  });
}

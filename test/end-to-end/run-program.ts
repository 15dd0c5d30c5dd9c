import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Program {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output holds the text; throws with all that was said if it ends before. */
  says(text: string, timeoutMs?: number): Promise<void>;
  /** Resolves to the exit code, or the name of the signal. */
  ended: Promise<number | string>;
}

export interface RunOptions {
  cwd: string;
  env: Record<string, string | undefined>;
  uid?: number;
}

/** Runs a Node program and keeps what it says. */
export function runProgram(node: string, args: string[], options: RunOptions): Program {
  const child = spawn(node, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);

  return {
    child,
    stdout: () => out,
    stderr: () => err,
    ended,
    async says(text, timeoutMs = 60_000) {
      const told = (async () => {
        const timeout = AbortSignal.timeout(timeoutMs);
        while (!out.includes(text)) await once(child.stdout, 'data', { signal: timeout });
      })();
      const over = ended.then((how) => {
        throw new Error(`ended (${how}) before it said "${text}"\n${out}\n${err}`);
      });
      await Promise.race([told, over]);
    },
  };
}

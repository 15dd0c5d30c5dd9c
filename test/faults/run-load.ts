import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '@sonde/pipeline';

/** What the application does; `load-child.mjs` reads it. */
export interface LoadPlan {
  /** What its records' ids begin with. */
  id: string;
  perSecond?: number;
  forMs?: number;
  /** The load goes on until so many workers were started. */
  untilWorkers?: number;
  /** Records in one loop, after that. */
  burst?: number;
  /** false: the same load without the lane. */
  offer?: false;
  /** Characters in each record. */
  pad?: number;
  /** Whether each accepted id is told at once, or those of a turn together. */
  tell?: 'each' | 'turn';
  /** Each id ends with `@` and when it was made, milliseconds since the epoch. */
  timed?: boolean;
  /** Fills `longestOwnMs`. */
  weigh?: boolean;
  finally?: 'exit' | 'throw' | 'stay' | 'settle';
  /** `settle` waits until so many are delivered, and not until nothing is queued. */
  settleFor?: number;
  code?: number;
  /** Another process of this application is forked with the same plan, its ids with an `f` behind `id`. */
  fork?: boolean;
  /** Takes all files that may be opened, from then until the load is over. */
  hogAfterMs?: number;
  options: Record<string, unknown>;
}

export interface LoadReport {
  offered: number;
  refused: number;
  /** Files that the application took from the lane. */
  hogged: number;
  /** Codes of what the lane warned of. */
  warnings: string[];
  /** From the lane's start until it had settled. */
  settledMs?: number;
  longestCallMs: number;
  /** What the thread ran and waited for the lane in one call: on a busy machine the clock tells of others. */
  longestOwnMs: number;
  delayP99Ms: number;
  delayMaxMs: number;
  memory: number;
  ledger: Ledger;
}

export interface LoadEnd {
  /** Ids that the application says it had handed over. */
  accepted: string[];
  report: LoadReport | undefined;
  code: number | null;
  signal: string | null;
  stderr: string;
}

export interface Load {
  child: ChildProcess;
  /** Ids that it has told so far. */
  told(): string[];
  /** What it has said on standard error so far. */
  toldErrors(): string;
  /** Resolves once the plan is carried out, but for its end. */
  done: Promise<void>;
  ended: Promise<LoadEnd>;
}

const program = fileURLToPath(new URL('./load-child.mjs', import.meta.url));

/** @param command what the application is started by, such as `strace`. */
export function runLoad(plan: LoadPlan, command: string[] = [], env: object = {}): Load {
  const [first, ...rest] = [...command, process.execPath, program];
  const child = spawn(first, rest, {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...env,
      PLAN: JSON.stringify(plan),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const ended = new Promise<LoadEnd>((resolve) => {
    child.on('close', (code, signal) => {
      const lines = stdout.split('\n');
      // What stands after the last line break was never told whole.
      lines.pop();
      const report = /REPORT (.*)/.exec(stderr)?.[1];
      resolve({
        accepted: lines.filter((line) => line !== 'done'),
        report: report === undefined ? undefined : (JSON.parse(report) as LoadReport),
        code,
        signal,
        stderr: stderr.replace(/REPORT .*\n/, ''),
      });
    });
  });
  const done = new Promise<void>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
      if (stdout.endsWith('done\n')) resolve();
    });
    void ended.then(() => resolve());
  });
  return { child, done, ended, told: () => stdout.split('\n'), toldErrors: () => stderr };
}

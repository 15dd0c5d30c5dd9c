import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Preload } from '../measure/preload.ts';
import { load } from './load.ts';

const service = new URL('./service.mjs', import.meta.url).pathname;
/**
 * In the first seconds V8 compiles, for more code longer. And when connections close it throws away what it had
 * compiled for a service in which none ever did: that comes before the measurement too.
 */
const WARM_UP_SECONDS = [12, 6, 6];
/**
 * V8's young generation grows by doubling, once it has seen so much survive: memory and collections would tell who came
 * to its full size first. Here everybody has it from the start; V8 takes its own most for what is more.
 */
const FULL_YOUNG_GENERATION = '--min-semi-space-size=64';
/** Of `/proc/…/stat`: a hundredth of a second each. */
const US_A_TICK = 10_000;

export type Figures = {
  requests: number;
  p99: number;
  rss: number;
  main: number;
  process: number;
};

/** Starts the service. @returns it and its port. */
export async function startService(
  { args, env }: Preload,
  more: Record<string, string>,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    [FULL_YOUNG_GENERATION, '--no-warnings', ...args, service],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      cwd: new URL('.', import.meta.url).pathname,
      env: { ...process.env, OTEL_SERVICE_NAME: 'bench', ...env, ...more },
    },
  );
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

/** Microseconds of processor that a thread, or with it all others of its process, has taken. */
function processorTime(path: string): number {
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * US_A_TICK;
}

/** A service that has been under load for as long as it takes to come to its speed. */
export class WarmService {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #taken: { main: number; process: number } = { main: 0, process: 0 };
  #answered = 0;
  #seconds = 0;

  private constructor({ child, port }: { child: ChildProcess; port: number }) {
    this.#child = child;
    this.#url = `http://127.0.0.1:${port}/items/7`;
  }

  static async start(preload: Preload, env: Record<string, string>): Promise<WarmService> {
    const started = new WarmService(await startService(preload, env));
    for (const part of WARM_UP_SECONDS) await load(started.#url, part);
    return started;
  }

  /** Puts it under load for a while, and measures that. */
  async run(seconds: number): Promise<void> {
    const before = this.#processorTimes();
    this.#child.send('begin');
    const { total, aSecond } = await load(this.#url, seconds);
    this.#child.send('end');
    await once(this.#child, 'message');
    const after = this.#processorTimes();
    this.#taken.main += after.main - before.main;
    this.#taken.process += after.process - before.process;
    this.#answered += total;
    this.#seconds += total / aSecond;
  }

  /** Ends it. @returns what it managed, what it took and how much it waited, in all that was measured. */
  async end(): Promise<Figures> {
    this.#child.send('tell');
    const [{ p99, rss }] = (await once(this.#child, 'message')) as [{ p99: number; rss: number }];
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
    return {
      requests: this.#answered / this.#seconds,
      p99,
      rss,
      main: this.#taken.main / this.#answered,
      process: this.#taken.process / this.#answered,
    };
  }

  #processorTimes(): { main: number; process: number } {
    const { pid } = this.#child;
    return {
      main: processorTime(`/proc/${pid}/task/${pid}/stat`),
      process: processorTime(`/proc/${pid}/stat`),
    };
  }
}

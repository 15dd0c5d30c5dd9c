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

/** Puts a new service under load and tells what it managed, what it took and how much it waited. */
export async function measureService(
  preload: Preload,
  env: Record<string, string>,
  seconds: number,
): Promise<Figures> {
  const { child, port } = await startService(preload, env);
  const url = `http://127.0.0.1:${port}/items/7`;
  for (const part of WARM_UP_SECONDS) await load(url, part);
  const taken = (): { main: number; process: number } => ({
    main: processorTime(`/proc/${child.pid}/task/${child.pid}/stat`),
    process: processorTime(`/proc/${child.pid}/stat`),
  });
  child.send('begin');
  const before = taken();
  const { total, aSecond } = await load(url, seconds);
  const after = taken();
  child.send('end');
  const [{ p99, rss }] = (await once(child, 'message')) as [{ p99: number; rss: number }];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return {
    requests: aSecond,
    p99,
    rss,
    main: (after.main - before.main) / total,
    process: (after.process - before.process) / total,
  };
}

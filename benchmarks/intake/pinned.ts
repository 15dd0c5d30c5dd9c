import { type ChildProcess, spawn } from 'node:child_process';

/** Of the system. */
const TASKSET = 'taskset';

/** What is measured has this core to itself, with all its threads. */
export const SERVER_CORE = 0;
/** What makes the load, takes the records and measures has this one. */
export const OTHER_CORE = 1;

/** The command that runs another on one core. */
export function onCore(core: number, ...command: string[]): [string, string[]] {
  return [TASKSET, ['-c', String(core), ...command]];
}

/** Starts a file of this folder on one core; it can send and hear messages. */
export function startOnCore(
  core: number,
  name: string,
  env: Record<string, string> = {},
): ChildProcess {
  const file = new URL(name, import.meta.url).pathname;
  return spawn(...onCore(core, process.execPath, file), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

function works(command: string, ...rest: string[]): boolean {
  return spawnSync(command, rest, { stdio: 'ignore' }).status === 0;
}

/** Whether a file system can be mounted for one program alone. */
export const canMount: boolean = works('unshare', '-rm', 'sh', '-c', 'mount -t tmpfs none /mnt');

/** Whether system calls of a program can be made to fail. */
export const canInject: boolean = works(
  'strace',
  '-f',
  '--seccomp-bpf',
  '-o',
  '/dev/null',
  '-e',
  'trace=fdatasync',
  '-e',
  'inject=fdatasync:error=EIO',
  'true',
);

/** Whether one thread can be made to wait for a processor that another program has. */
export const canStarve: boolean =
  works('chrt', '--idle', '0', 'true') && works('taskset', '--cpu-list', '0', 'true');

/** Lets a thread run only where nobody else wants to, beside a program that always does. @returns undoes it. */
export function starve(thread: string): () => void {
  const busy = ['--cpu-list', '0', process.execPath, '--eval', 'for (;;);'];
  const neighbour = spawn('taskset', busy, { stdio: 'ignore' });
  spawnSync('taskset', ['--cpu-list', '--pid', '0', thread]);
  spawnSync('chrt', ['--idle', '--pid', '0', thread]);
  return () => void neighbour.kill('SIGKILL');
}

/** Of a program's threads, the one of that name. */
export function threadOf(pid: number | undefined, name: string): string | undefined {
  const threads = `/proc/${pid}/task`;
  return readdirSync(threads).find(
    (thread) => readFileSync(`${threads}/${thread}/comm`, 'latin1').trim() === name,
  );
}

/** Runs a program with a memory file system of its own on the folder. */
export function withDisk(folder: string, mountOptions: string): string[] {
  const script = `mount -t tmpfs -o ${mountOptions} none "${folder}" && exec "$@"`;
  return ['unshare', '-rm', 'sh', '-c', script, 'sh'];
}

/** Runs a program whose system calls fail as told; strace's words. */
export function withInjection(calls: string, how: string): string[] {
  return [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-o',
    '/dev/null',
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${calls}:${how}`,
  ];
}

/** Runs a program that may open so many files. */
export function withFileLimit(most: number): string[] {
  return ['sh', '-c', `ulimit -n ${most} && exec "$@"`, 'sh'];
}

/** libfaketime, which moves the wall clock of one program; undefined where it is not installed. */
export const clockLibrary: string | undefined = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
].find((path) => existsSync(path));

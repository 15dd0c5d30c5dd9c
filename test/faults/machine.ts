import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

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

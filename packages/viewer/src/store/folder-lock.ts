import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';

/** A folder has one writer: two would count the same records apart. */
export class FolderInUseError extends Error {
  constructor(folder: string, pid: number) {
    super(`the folder ${folder} is in use by another viewer, process ${pid}`);
    this.name = 'FolderInUseError';
  }
}

/**
 * Takes the folder for this process; the lock of a process that is gone is taken over.
 *
 * @returns how to give it back
 * @throws FolderInUseError
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'viewer.pid');
  const own = `${process.pid} ${startOf(process.pid)}`;
  makeFolder(folder);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
      const [pid = 0, start = ''] = readQuietly(path).split(' ');
      if (isAlive(Number(pid), start)) throw new FolderInUseError(folder, Number(pid));
      rmSync(path, { force: true });
    }
  }
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number, start: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === start;
}

/** When a process began, in ticks, on Linux; elsewhere nothing, so that the pid alone decides. */
function startOf(pid: number): string {
  return readQuietly(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19] ?? '';
}

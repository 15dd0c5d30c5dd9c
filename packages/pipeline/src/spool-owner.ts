import { readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { readStat, statField } from './kernel-stat.js';
import type { SpoolDisk } from './spool-disk.js';

/**
 * Whose a part of the spool is, told by its folder's name: host, process, the time that process
 * started, lane. A process id alone is given again; with the start time it never is.
 */
interface Owner {
  host: string;
  pid: number;
  start: string;
}

/** A folder of another machine's or container's is taken over when it was not touched for so long. */
const FOREIGN_AGE_MS = 3_600_000;

const ABANDONED = '1';

/** The kernel's states of a process that runs no more: a zombie, dead. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

const pattern = /^([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-[0-9a-f]{8}$/;

function thisHost(): string {
  return crc32(hostname()).toString(16).padStart(8, '0');
}

/** When the process started, in the kernel's ticks; `'0'` where that can't be read, `''` if it is gone. */
function startOf(pid: number): string {
  try {
    const fields = readStat(`/proc/${pid}/stat`);
    // One that has ended stays in the table until its parent asks, which in a container may be never.
    if (ENDED.has(fields[statField.state] ?? '')) return '';
    return fields[statField.started] ?? '0';
  } catch {
    if (process.platform === 'linux') return '';
  }
  try {
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '0' : '';
  }
}

/** The name of this lane's folder. */
export function ownFolderName(lane: string): string {
  return `${thisHost()}-${process.pid}-${startOf(process.pid) || '0'}-${lane}`;
}

/** A name for a folder that its owner left while alive: no process ever started at that time. */
export function abandonedName(folder: string): string {
  const [host, pid, , lane] = basename(folder).split('-');
  return `${host}-${pid}-${ABANDONED}-${lane}`;
}

function ownerOf(name: string): Owner | undefined {
  const match = pattern.exec(name);
  if (!match) return undefined;
  const [, host, pid, start] = match as unknown as [string, string, string, string];
  return { host, pid: Number(pid), start };
}

function lastTouched(folder: string): number {
  let last = statSync(folder).mtimeMs;
  for (const name of readdirSync(folder))
    last = Math.max(last, statSync(join(folder, name)).mtimeMs);
  return last;
}

function ended(base: string, name: string, owner: Owner): boolean {
  if (owner.host !== thisHost()) {
    return Date.now() - lastTouched(join(base, name)) > FOREIGN_AGE_MS;
  }
  return owner.start === ABANDONED || startOf(owner.pid) !== owner.start;
}

/**
 * Folders in the spool whose process has ended.
 *
 * @param hasEnded asked instead of the system.
 */
export function orphansIn(
  base: string,
  disk: SpoolDisk,
  hasEnded?: (name: string) => boolean,
): string[] {
  try {
    return disk
      .list(base)
      .filter(({ kind }) => kind === 'folder')
      .map(({ name }) => name)
      .filter((name) => {
        const owner = ownerOf(name);
        if (!owner) return false;
        try {
          return hasEnded ? hasEnded(name) : ended(base, name, owner);
        } catch {
          return false;
        }
      });
  } catch {
    return [];
  }
}

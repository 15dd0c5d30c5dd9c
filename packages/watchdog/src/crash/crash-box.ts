import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ownFolder } from '@sonde/pipeline';
import { fileName } from '../profile/profile-folder.js';

const BOX = /^(.+)-(\d+)-(\d+)\.box$/;
const MAX_BOXES = 20;
const MAX_BYTES = 256 * 1024;

/** What a process was at, as it lies on disk: redacted. */
export interface CrashNotes {
  service: string;
  pid: number;
  /** When it was written, and when the process had started; milliseconds since the epoch. */
  time: number;
  started: number;
  memory: { used: number; limit: number; rss: number; container?: number; trend?: string };
  blocks: string[];
  requests: string[];
  lines: string[];
}

/** When a process started, in the kernel's ticks: its id alone is given again. Empty if it is gone. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
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

/** Where this process's notes lie while it lives. */
export function boxPath(folder: string, service: string): string {
  return join(folder, `${fileName(service)}-${process.pid}-${startOf(process.pid) || '0'}.box`);
}

/** Writes the notes anew, whole or not at all; mode 0600. */
export function writeBox(path: string, notes: CrashNotes): void {
  const json = JSON.stringify(notes);
  if (json.length > MAX_BYTES) return;
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeSync(file, json);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}

/**
 * The notes of processes of this service that are gone without having taken theirs away: killed, or out
 * of memory. Each is given to one asker only.
 */
export function takeBoxes(folder: string, service: string): CrashNotes[] {
  ownFolder(folder);
  const name = fileName(service);
  const taken: CrashNotes[] = [];
  for (const file of readdirSync(folder)) {
    const [, owner, pid, start] = BOX.exec(file) ?? [];
    if (owner !== name || taken.length >= MAX_BOXES) continue;
    if (startOf(Number(pid)) === start) continue;
    const path = join(folder, file);
    const own = `${path}.${process.pid}`;
    try {
      renameSync(path, own);
      taken.push(JSON.parse(readFileSync(own, 'utf8')) as CrashNotes);
    } catch {
      // Another process was first, or the file is no longer whole.
    }
    rmSync(own, { force: true });
  }
  return taken;
}

import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder } from '@sonde/pipeline';

/** Of one kind and service. */
const MAX_FILES = 10;
const FILE = /^(.+)-\d+-\d{13}\.(cpuprofile|heapprofile|heapsnapshot)$/;
const SOCKET = /^.+-(\d+)\.sock$/;
const MAX_NAME = 24;

export type ProfileKind = 'cpuprofile' | 'heapprofile' | 'heapsnapshot';

/** The name of a service in the names of files; a socket's whole path has to be short. */
export function fileName(service: string): string {
  const plain = service.replaceAll(/[^\w.]/g, '_').slice(0, MAX_NAME);
  if (plain === service) return plain;
  return `${plain}-${createHash('sha256').update(service).digest('hex').slice(0, 6)}`;
}

/** Of a profile that begins now. */
export const newFileName = (service: string, kind: ProfileKind): string =>
  `${fileName(service)}-${process.pid}-${Date.now()}.${kind}`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Profiles of this user's services: a folder 0700, files 0600, bounded in number and bytes. */
export interface ProfileFolder {
  /** Where this process listens. */
  socket: string;
  /** Of a profile that begins now. */
  newPath(kind: ProfileKind): string;
  /** Opens for writing, and makes room: the oldest go first. @returns what appends to it. */
  create: (path: string) => { append: (text: string) => void; close: () => void };
}

/** @throws if the folder is not this user's alone. */
export function openProfileFolder(
  folder: string,
  service: string,
  maxBytes: number,
): ProfileFolder {
  ownFolder(folder);
  const name = fileName(service);

  function removeStale(): void {
    for (const file of readdirSync(folder)) {
      const pid = SOCKET.exec(file)?.[1];
      if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
        rmSync(join(folder, file), { force: true });
      }
    }
  }

  function makeRoom(): void {
    const files = readdirSync(folder)
      .map((file) => ({ file, match: FILE.exec(file) }))
      .filter(({ match }) => match !== null)
      .map(({ file, match }) => {
        const { mtimeMs, size } = statSync(join(folder, file));
        return { path: join(folder, file), group: `${match?.[1]} ${match?.[2]}`, mtimeMs, size };
      })
      .toSorted((a, b) => b.mtimeMs - a.mtimeMs);
    let bytes = 0;
    const counts = new Map<string, number>();
    for (const { path, group, size } of files) {
      bytes += size;
      const count = (counts.get(group) ?? 0) + 1;
      counts.set(group, count);
      // One more of this kind is about to come.
      if (count >= MAX_FILES || bytes > maxBytes) rmSync(path, { force: true });
    }
  }

  removeStale();
  return {
    socket: join(folder, `${name}-${process.pid}.sock`),
    newPath: (kind) => join(folder, newFileName(service, kind)),
    create(path) {
      makeRoom();
      const file = openSync(path, 'wx', 0o600);
      let left = maxBytes;
      return {
        append(text) {
          left -= text.length;
          if (left < 0) throw new Error(`larger than the ${maxBytes} bytes of SONDE_PROFILE_BYTES`);
          writeSync(file, text);
        },
        close: () => closeSync(file),
      };
    },
  };
}

import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { FileOptions } from './output-options.js';

/** A file that is set aside as `<path>.1` when it is large or old; the oldest ones are removed. */
export interface RotatingFile {
  /**
   * Whole or not at all.
   *
   * @throws the system's error; then nothing of it stands in the file.
   */
  append(bytes: Uint8Array): void;
  close(): void;
}

interface Open {
  fd: number;
  inode: number;
  /** When its first line was written, milliseconds since the epoch. */
  since: number;
}

const LINE_FEED = 10;
/** May be written to by this user alone; whoever may write to the folder may put anything there. */
const OTHERS_MAY_WRITE = 0o022;

function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

function checkFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const { mode } = statSync(folder);
  const sticky = (mode & 0o1000) !== 0;
  if ((mode & OTHERS_MAY_WRITE) !== 0 && !sticky) {
    throw Object.assign(new Error('others may write to the folder'), { code: 'EPERM' });
  }
}

/**
 * The file gets mode 0600, its folder, where it is made here, 0700; a link is not followed. Another
 * process may set the file aside (logrotate, or a second process with the same setting): the next
 * append makes a new one. Needs no signal.
 *
 * @param now milliseconds since the epoch.
 */
export function createRotatingFile(
  { path, maxBytes, maxAgeMs, keep }: Omit<FileOptions, 'kind' | 'name'>,
  now: () => number = Date.now,
): RotatingFile {
  let open: Open | undefined;

  function begin(): Open {
    checkFolder(dirname(path));
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
    const fd = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    try {
      const found = fstatSync(fd);
      const uid = process.getuid?.();
      if (!found.isFile() || (uid !== undefined && found.uid !== uid) || found.nlink > 1) {
        throw Object.assign(new Error('not a file of this user'), { code: 'EPERM' });
      }
      if (found.size > 0) {
        // A line that a crash tore must not take the next one along.
        const last = new Uint8Array(1);
        readSync(fd, last, 0, 1, found.size - 1);
        if (last[0] !== LINE_FEED) writeSync(fd, '\n');
      }
      const since = found.size > 0 ? Math.min(found.birthtimeMs || now(), now()) : now();
      return { fd, inode: found.ino, since };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  function end(): void {
    if (!open) return;
    const { fd } = open;
    open = undefined;
    try {
      fsyncSync(fd);
    } catch {
      // What the disk did not keep is the disk's.
    }
    closeSync(fd);
  }

  /** Whether the path still names the open file. */
  function inPlace({ inode }: Open): boolean {
    try {
      return statSync(path).ino === inode;
    } catch {
      return false;
    }
  }

  function setAside(): void {
    end();
    const numbered = (number: number): string => `${path}.${number}`;
    const quietly = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        if (!isCode(error, 'ENOENT')) throw error;
      }
    };
    if (keep === 0) {
      quietly(() => unlinkSync(path));
      return;
    }
    // The newest free number, so that a gap that a crash left is used up.
    let free = 1;
    while (free < keep && exists(numbered(free))) free++;
    for (let number = free; number > 1; number--) {
      quietly(() => renameSync(numbered(number - 1), numbered(number)));
    }
    quietly(() => renameSync(path, numbered(1)));
  }

  function exists(file: string): boolean {
    try {
      statSync(file);
      return true;
    } catch {
      return false;
    }
  }

  function write(fd: number, bytes: Uint8Array): void {
    const { size } = fstatSync(fd);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(fd, bytes, written);
    } catch (error) {
      // Nobody else has written meanwhile: what stands behind is ours.
      if (written > 0 && fstatSync(fd).size === size + written) ftruncateSync(fd, size);
      throw error;
    }
  }

  return {
    append(bytes) {
      if (open && !inPlace(open)) end();
      open ??= begin();
      const { size } = fstatSync(open.fd);
      const old = now() - open.since >= maxAgeMs;
      if (size > 0 && (old || size + bytes.length > maxBytes)) {
        setAside();
        open = begin();
      }
      if (size === 0) open.since = now();
      try {
        write(open.fd, bytes);
      } catch (error) {
        end();
        throw error;
      }
    },
    close: end,
  };
}

import {
  close,
  closeSync,
  constants,
  fstatSync,
  fsync,
  ftruncateSync,
  open,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writevSync,
} from 'node:fs';
import { ownFolder } from './own-folder.js';

type Synced = (error: Error | null) => void;

/** All that the spool asks of a file system, so that a test can give it one that forgets. */
export interface SpoolDisk {
  /** For reading and writing; a link is not followed. */
  open(path: string): number;
  /** The same, of a file that is not there yet, for this user alone. */
  create(path: string): number;
  close(file: number): void;
  /** In bytes. */
  size(file: number): number;
  /** Whether the open file is in no folder any more. */
  gone(file: number): boolean;
  /** @returns how many bytes there were. */
  read(file: number, into: Uint8Array, at: number): number;
  /** @throws if not all could be written. */
  write(file: number, parts: readonly Uint8Array[], at: number): void;
  truncate(file: number, length: number): void;
  /** Brings what was written to a file, or the names in a folder, to the disk itself, later. */
  sync(path: string, done: Synced): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  /** Private, with those above it. */
  makeFolder(path: string): void;
  /** @throws unless it is empty. */
  removeFolder(path: string): void;
  list(path: string): { name: string; kind: 'file' | 'folder' | 'other' }[];
}

const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** Opens it anew: the file that is written to may be closed meanwhile. */
function syncPath(path: string, done: Synced): void {
  open(path, constants.O_RDONLY | NOFOLLOW, (error, file) => {
    if (error) {
      done(error);
      return;
    }
    fsync(file, (failed) => {
      close(file, () => done(failed));
    });
  });
}

/** The file system of Node. */
export const nodeDisk: SpoolDisk = {
  open: (path) => openSync(path, constants.O_RDWR | NOFOLLOW),
  create: (path) =>
    openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NOFOLLOW, 0o600),
  close: closeSync,
  size: (file) => fstatSync(file).size,
  gone: (file) => fstatSync(file).nlink === 0,
  read: (file, into, at) => readSync(file, into, 0, into.length, at),
  write(file, parts, at) {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (writevSync(file, parts, at) !== length) throw new Error('short write');
  },
  truncate: ftruncateSync,
  sync: syncPath,
  rename: renameSync,
  unlink: unlinkSync,
  makeFolder: ownFolder,
  removeFolder: rmdirSync,
  list: (path) =>
    readdirSync(path, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
    })),
};

import { basename, dirname } from 'node:path';
import type { SpoolDisk } from '../dist/spool-disk.js';

/** Thrown by every call once the machine or the process has ended. */
export class Ended extends Error {
  code = 'EIO';
}

interface Inode {
  bytes: Buffer;
  /** As a power cut leaves it at least. */
  kept: Buffer;
  /** Writes that a power cut may keep or lose, each by itself. */
  loose: { at: number; bytes: Buffer }[];
  links: number;
}

interface Folder {
  entries: Map<string, Inode | Folder>;
}

type Change = (root: Folder) => void;

const isFolder = (one: Inode | Folder | undefined): one is Folder =>
  one !== undefined && 'entries' in one;

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

function copy(folder: Folder): Folder {
  return {
    entries: new Map(
      [...folder.entries].map(([name, one]) => [name, isFolder(one) ? copy(one) : one]),
    ),
  };
}

/**
 * A file system in memory that keeps the promises of a real one and no more: what a process wrote
 * outlives the process; what was synced outlives a power cut, and of the rest a random part does:
 * single writes of a file in any order, names in the order in which they were made.
 */
export interface ForgetfulDisk extends SpoolDisk {
  /** Calls so far. */
  calls(): number;
  /**
   * Every call from that number on is the end; undefined: none is.
   *
   * @param after the first of them does what it should, and whoever made it never learns of it.
   */
  endAt(call: number | undefined, after?: boolean): void;
  ended(): boolean;
  /** The process is gone; open files are closed, all that was written stands there. */
  restart(): void;
  /** The power is gone. `random` gives numbers from 0 to 1. */
  cutPower(random: () => number): void;
  /** Nothing can be written from now on, or no longer. */
  full(on: boolean): void;
  /** All files, by path. */
  files(): string[];
}

export function createForgetfulDisk(): ForgetfulDisk {
  let root: Folder = { entries: new Map() };
  let keptRoot: Folder = { entries: new Map() };
  /** Changes of names that a power cut may lose, from the last one back. */
  let names: Change[] = [];
  const open = new Map<number, Inode>();
  let nextFile = 3;
  let count = 0;
  let last: number | undefined;
  let isAfter = false;
  let isFull = false;

  function call<Result>(act: () => Result): Result {
    count++;
    const mayAct = last === undefined || count < last || (isAfter && count === last);
    if (!mayAct) throw new Ended('ended');
    const result = act();
    if (count === last) throw new Ended('ended');
    return result;
  }

  function find(path: string, from: Folder = root): Inode | Folder | undefined {
    let at: Inode | Folder | undefined = from;
    for (const name of path.split('/').filter(Boolean)) {
      if (!isFolder(at)) return undefined;
      at = at.entries.get(name);
    }
    return at;
  }

  function folderOf(path: string, from: Folder = root): Folder {
    const folder = find(dirname(path), from);
    if (!isFolder(folder)) fail('ENOENT');
    return folder;
  }

  /** Done now, and again on what is kept once it is synced. */
  function change(act: Change): void {
    act(root);
    names.push(act);
  }

  function inode(file: number): Inode {
    return open.get(file) ?? fail('EBADF');
  }

  function openIt(one: Inode): number {
    open.set(nextFile, one);
    return nextFile++;
  }

  /** Each of these is a call in which the end may come. */
  const changing: Omit<SpoolDisk, 'size' | 'gone' | 'read' | 'list'> = {
    open(path) {
      const one = find(path);
      if (!one || isFolder(one)) fail('ENOENT');
      return openIt(one);
    },
    create(path) {
      if (find(path)) fail('EEXIST');
      folderOf(path);
      const one: Inode = { bytes: Buffer.alloc(0), kept: Buffer.alloc(0), loose: [], links: 1 };
      change((tree) => folderOf(path, tree).entries.set(basename(path), one));
      return openIt(one);
    },
    close(file) {
      inode(file);
      open.delete(file);
    },
    write(file, parts, at) {
      const one = inode(file);
      const written = Buffer.concat(parts);
      if (isFull && at + written.length > one.bytes.length) fail('ENOSPC');
      const bytes = Buffer.alloc(Math.max(one.bytes.length, at + written.length));
      one.bytes.copy(bytes);
      written.copy(bytes, at);
      one.bytes = bytes;
      one.loose.push({ at, bytes: written });
    },
    truncate(file, length) {
      const one = inode(file);
      one.bytes = Buffer.from(one.bytes.subarray(0, length));
    },
    sync(path, done) {
      const one = find(path);
      if (!one) {
        done(Object.assign(new Error('ENOENT'), { code: 'ENOENT' }));
        return;
      }
      if (isFolder(one)) {
        // As a journaling file system does: what came before it is kept too.
        for (const act of names) act(keptRoot);
        names = [];
      } else {
        one.kept = Buffer.from(one.bytes);
        one.loose = [];
      }
      done(null);
    },
    rename(from, to) {
      if (!find(from)) fail('ENOENT');
      folderOf(to);
      change((tree) => {
        const source = folderOf(from, tree);
        const one = source.entries.get(basename(from)) as Inode | Folder;
        source.entries.delete(basename(from));
        folderOf(to, tree).entries.set(basename(to), one);
      });
    },
    unlink(path) {
      const one = find(path);
      if (!one || isFolder(one)) fail('ENOENT');
      one.links = 0;
      change((tree) => folderOf(path, tree).entries.delete(basename(path)));
    },
    makeFolder(path) {
      const parts = path.split('/').filter(Boolean);
      for (const [index] of parts.entries()) {
        const each = `/${parts.slice(0, index + 1).join('/')}`;
        const there = find(each);
        if (there && !isFolder(there)) fail('ENOTDIR');
        if (there) continue;
        change((tree) => folderOf(each, tree).entries.set(basename(each), { entries: new Map() }));
      }
    },
    removeFolder(path) {
      const one = find(path);
      if (!isFolder(one)) fail('ENOENT');
      if (one.entries.size > 0) fail('ENOTEMPTY');
      change((tree) => folderOf(path, tree).entries.delete(basename(path)));
    },
  };
  const counted = Object.fromEntries(
    Object.entries(changing).map(([name, act]: [string, (...given: never[]) => unknown]) => [
      name,
      (...given: never[]) => call(() => act(...given)),
    ]),
  ) as typeof changing;

  return {
    calls: () => count,
    endAt(number, after = false) {
      last = number;
      isAfter = after;
    },
    ended: () => last !== undefined && count >= last,
    restart() {
      open.clear();
      last = undefined;
    },
    cutPower(random) {
      const most = Math.floor(random() * (names.length + 1));
      for (const act of names.slice(0, most)) act(keptRoot);
      names = [];
      open.clear();
      last = undefined;
      root = copy(keptRoot);
      const restore = (folder: Folder): void => {
        for (const one of folder.entries.values()) {
          if (isFolder(one)) {
            restore(one);
            continue;
          }
          let bytes = one.kept;
          for (const write of one.loose) {
            if (random() < 0.5) continue;
            // A page of a write may be kept while the next is not.
            const part = write.bytes.subarray(0, Math.ceil(write.bytes.length * random()));
            const whole = Buffer.alloc(Math.max(bytes.length, write.at + part.length));
            bytes.copy(whole);
            part.copy(whole, write.at);
            bytes = whole;
          }
          one.bytes = bytes;
          one.kept = Buffer.from(bytes);
          one.loose = [];
        }
      };
      restore(root);
    },
    full(on) {
      isFull = on;
    },
    files() {
      const found: string[] = [];
      const walk = (folder: Folder, path: string): void => {
        for (const [name, one] of folder.entries) {
          if (isFolder(one)) walk(one, `${path}/${name}`);
          else found.push(`${path}/${name}`);
        }
      };
      walk(root, '');
      return found;
    },

    ...counted,
    size: (file) => inode(file).bytes.length,
    gone: (file) => inode(file).links === 0,
    read(file, into, at) {
      const { bytes } = inode(file);
      return bytes.copy(into, 0, at, Math.min(bytes.length, at + into.length));
    },
    list(path) {
      const one = find(path);
      if (!isFolder(one)) fail('ENOENT');
      return [...one.entries].map(([name, each]) => ({
        name,
        kind: isFolder(each) ? 'folder' : 'file',
      }));
    },
  };
}

import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Compiled files that are kept: two releases of us on three of Node, with all they may load. */
const MAX_FILES = 64;
const MAX_BYTES = 8_000_000;
const SUFFIX = '.v8';

/** What V8 has made of our own files, from an earlier start. */
export interface CodeCache {
  /** Undefined if there is none, or none that can be trusted. */
  read(name: string): Buffer | undefined;
  /** Never throws. */
  write(name: string, data: Buffer): void;
}

/** Compiled code is run as it stands, so nobody else may have had a hand in the folder. */
function isPrivate(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
}

/** Takes the oldest away, so that the folder stays small whatever is installed over the years. */
function trim(folder: string): void {
  const ages = readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => ({ path: join(folder, file), age: statSync(join(folder, file)).mtimeMs }))
    .toSorted((a, b) => b.age - a.age);
  for (const { path } of ages.slice(MAX_FILES)) rmSync(path, { force: true });
}

/**
 * A private folder for compiled code, below `XDG_CACHE_HOME` or `~/.cache`. It holds our files only:
 * Node's own compile cache would take in the application's as well, once switched on.
 *
 * @returns undefined where there can be none, or `NODE_DISABLE_COMPILE_CACHE` is set.
 */
export function openCodeCache(env: NodeJS.ProcessEnv): CodeCache | undefined {
  if (env['NODE_DISABLE_COMPILE_CACHE'] || !process.getuid) return undefined;
  try {
    const base = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    if (!isAbsolute(base)) return undefined;
    const folder = join(base, 'sonde');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder)) return undefined;
    const pathOf = (name: string): string =>
      join(folder, `${name}-${process.version}-${process.arch}${SUFFIX}`);
    return {
      read(name) {
        try {
          const data = readFileSync(pathOf(name));
          return data.length > 0 ? data : undefined;
        } catch {
          return undefined;
        }
      },
      write(name, data) {
        if (data.length > MAX_BYTES) return;
        const path = pathOf(name);
        const unfinished = `${path}.${process.pid}`;
        try {
          writeFileSync(unfinished, data, { mode: 0o600, flag: 'wx' });
          renameSync(unfinished, path);
          trim(folder);
        } catch {
          rmSync(unfinished, { force: true });
        }
      },
    };
  } catch {
    return undefined;
  }
}

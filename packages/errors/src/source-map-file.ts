import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What a map's name may hold: no separator, no beginning with a dot. */
const SAFE_NAME = /^[\w@~+$()[\]-][\w.@~+$()[\]-]{0,199}$/;

export interface MapFile {
  /** Changes when the file does. */
  version: string;
  bytes: number;
  read: () => string;
}

/**
 * Opens `<folder>/<name>` or `<folder>/<below>/<name>` for as long as `use` runs. `undefined` if it
 * is no plain file of the folder itself: a symbolic link, a name that leads elsewhere, too large.
 */
export function withMapFile<T>(
  folder: string,
  below: string | undefined,
  name: string,
  maxBytes: number,
  use: (file: MapFile) => T,
): T | undefined {
  if (!SAFE_NAME.test(name) || (below !== undefined && !SAFE_NAME.test(below))) return undefined;
  let descriptor: number | undefined;
  try {
    const root = realpathSync(folder);
    const parent = below === undefined ? root : join(root, below);
    const path = join(parent, name);
    // A link anywhere below the folder is refused, wherever it leads.
    if (realpathSync(path) !== path) return undefined;
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile() || stat.size > maxBytes) return undefined;
    const open = descriptor;
    return use({
      version: `${path}\n${stat.size}\n${stat.mtimeMs}\n${stat.ino}`,
      bytes: stat.size,
      read: () => readWhole(open, stat.size),
    });
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readWhole(descriptor: number, size: number): string {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, bytes, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.toString('utf8', 0, filled);
}

import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, mode 0700, one by one: Node's own recursive `mkdir` never comes
 * back where a folder can't be made below one that exists, as under /proc.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Makes a folder that is this user's alone, mode 0700.
 *
 * @throws if something else stands there, a symbolic link included.
 */
export function ownFolder(path: string): void {
  makeFolder(resolve(path));
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error('not a folder');
  const uid = process.getuid?.();
  if (uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0)) {
    throw new Error('not a private folder of this user');
  }
}

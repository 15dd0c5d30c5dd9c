import { lstatSync, mkdirSync } from 'node:fs';

/**
 * Makes a folder that is this user's alone, mode 0700.
 *
 * @throws if something else stands there, a symbolic link included.
 */
export function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error('not a folder');
  const uid = process.getuid?.();
  if (uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0)) {
    throw new Error('not a private folder of this user');
  }
}

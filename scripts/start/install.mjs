import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './run-npm.mjs';

/** `npm ci`, if nothing is installed yet or the lockfile has changed since. */
export async function install({ root, cache, say, signal }) {
  const lockfile = join(root, 'package-lock.json');
  const hash = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  const stamp = join(cache, 'installed');
  if (isInstalled({ root, lockfile, stamp, hash })) return;

  say('Installing what it needs (a minute or two, only this time) …');
  const log = join(cache, 'install.log');
  const tookMs = await runNpm(['ci'], { root, log, what: 'Installing', signal });
  writeFileSync(stamp, hash);
  say(`  done in ${Math.ceil(tookMs / 1000)} s`);
}

function isInstalled({ root, lockfile, stamp, hash }) {
  // npm writes this file last: without it an install never came to its end.
  const done = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(done)) return false;
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === hash;
  return statSync(done).mtimeMs >= statSync(lockfile).mtimeMs;
}

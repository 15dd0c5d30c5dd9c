import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { openCodeCache } from './code-cache.js';

/** Until then a service has run what it runs at its start. */
const SETTLED_MS = 5000;

interface LoadedFile {
  exports: unknown;
}

type Wrapper = (
  exports: unknown,
  require: NodeJS.Require,
  module: LoadedFile,
  filename: string,
  folder: string,
) => void;

/**
 * Loads a file of the bundle and what it requires of the others, compiled at an earlier start where
 * that is possible. Each is ASCII, and a function already. All else that they require comes from Node
 * as always.
 *
 * @param entry the whole path.
 */
export function loadBundle(entry: string): unknown {
  const folder = dirname(entry);
  const files = new Map<string, LoadedFile>();
  const uncached = new Map<string, Script>();
  const cache = openCodeCache(process.env);
  /** Of V8's flags too, as the next start has them. */
  const version = cachedDataVersionTag();

  function load(path: string): unknown {
    const known = files.get(path);
    if (known) return known.exports;
    const file: LoadedFile = { exports: {} };
    files.set(path, file);
    const { size, mtimeMs } = statSync(path);
    const name = `${path.slice(folder.length + 1, -3)}-${size}-${Math.trunc(mtimeMs)}`;
    const cachedData = cache?.read(name);
    const script = new Script(readFileSync(path, 'latin1'), {
      filename: path,
      ...(cachedData ? { cachedData } : {}),
    });
    // V8 refuses what another version of it, or one with other flags, has made.
    if (!cachedData || script.cachedDataRejected) uncached.set(name, script);
    (script.runInThisContext() as Wrapper)(file.exports, requireFrom(path), file, path, folder);
    return file.exports;
  }

  function requireFrom(path: string): NodeJS.Require {
    const original = createRequire(path);
    const own = (id: string): unknown =>
      id.startsWith('./') ? load(join(folder, id)) : original(id);
    return Object.assign(own, {
      resolve: original.resolve,
      cache: original.cache,
      extensions: original.extensions,
      main: original.main,
    }) as NodeJS.Require;
  }

  function keep(): void {
    if (uncached.size > 0 && cachedDataVersionTag() !== version) {
      setTimeout(keep, SETTLED_MS).unref();
      return;
    }
    for (const [name, script] of uncached) {
      uncached.delete(name);
      cache?.write(name, script.createCachedData());
    }
  }

  const exports = load(entry);
  if (cache && isMainThread) {
    setTimeout(keep, SETTLED_MS).unref();
    process.once('exit', keep);
  }
  return exports;
}

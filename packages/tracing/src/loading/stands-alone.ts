import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mainOf, packageFile } from './package-file.js';

/** A file that hands another on is short. */
const MAX_CHARACTERS = 20_000;
const IMPORTED = /\bfrom\s*['"](\.[^'"]+)['"]|\bimport\s*['"](\.[^'"]+)['"]/g;

/** What the nearest manifest says of `.js`. */
function typeAt(folder: string): unknown {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return (JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { type?: unknown })
        .type;
    } catch {
      if (dirname(at) === at) return undefined;
    }
  }
}

function isEsModule(filename: string): boolean {
  if (/\.m[jt]s$/.test(filename)) return true;
  return !/\.c[jt]s$/.test(filename) && typeAt(dirname(filename)) === 'module';
}

/** Whether it imports what `require` gives for its package: that is watched as it is compiled. */
function handsOnCommonJs(filename: string): boolean {
  const place = packageFile(filename);
  const main = place && mainOf(place);
  if (main === undefined) return false;
  const text = readFileSync(filename, 'utf8');
  if (text.length > MAX_CHARACTERS) return false;
  const base = pathToFileURL(filename);
  for (const [, from, bare] of text.matchAll(IMPORTED)) {
    if (fileURLToPath(new URL(from ?? (bare as string), base)) === main) return true;
  }
  return false;
}

const known = new Map<string, boolean>();

/** Whether a file of a package is an ES module with a life of its own, that nothing but a wrapper can patch. */
export function standsAlone(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  let found = known.get(url);
  if (found === undefined) {
    try {
      const filename = fileURLToPath(url);
      found = isEsModule(filename) && !handsOnCommonJs(filename);
    } catch {
      found = true;
    }
    known.set(url, found);
  }
  return found;
}

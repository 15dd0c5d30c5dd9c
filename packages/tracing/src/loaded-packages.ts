import { createRequire } from 'node:module';
import { sep } from 'node:path';

const FOLDER = `${sep}node_modules${sep}`;

/** The packages that CommonJS has already loaded: their exports are in other hands by now. */
export function loadedPackages(): Set<string> {
  const names = new Set<string>();
  for (const file of Object.keys(createRequire(import.meta.url).cache)) {
    const at = file.lastIndexOf(FOLDER);
    if (at === -1) continue;
    const [first = '', second = ''] = file.slice(at + FOLDER.length).split(sep);
    names.add(first.startsWith('@') ? `${first}/${second}` : first);
  }
  return names;
}

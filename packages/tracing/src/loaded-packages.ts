import Module from 'node:module';
import { sep } from 'node:path';

const FOLDER = `${sep}node_modules${sep}`;

interface CachedModule {
  parent?: { filename?: string | null } | null;
}

function packageOf(file: string): string | undefined {
  const at = file.lastIndexOf(FOLDER);
  if (at === -1) return undefined;
  const [first = '', second = ''] = file.slice(at + FOLDER.length).split(sep);
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/**
 * The packages that CommonJS has already loaded: their exports are in other hands by now.
 *
 * @returns for each the file that asked for it; empty where nobody can tell.
 */
export function loadedPackages(): Map<string, string> {
  const found = new Map<string, string>();
  const { _cache } = Module as unknown as { _cache: Record<string, CachedModule | undefined> };
  for (const [file, module] of Object.entries(_cache)) {
    const name = packageOf(file);
    if (name === undefined) continue;
    const by = module?.parent?.filename ?? '';
    // What lies in the package itself says nothing of who asked for the package.
    if (!found.get(name) && packageOf(by) !== name) found.set(name, by);
    else if (!found.has(name)) found.set(name, '');
  }
  return found;
}

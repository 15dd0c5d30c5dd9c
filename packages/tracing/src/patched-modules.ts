import { dirname, isAbsolute, sep } from 'node:path';
import { packageName } from './package-name.js';

const FOLDER = `${sep}node_modules${sep}`;

/** The modules that instrumentations have asked to see. */
export interface PatchedModules {
  add(names: readonly string[]): void;
  /** Whether it may be one of them, or a file of one. */
  has: (id: string, from: string | undefined) => boolean;
}

/** The package whose file lies in that folder; empty for one of the application's own. */
function packageOfFolder(folder: string): string {
  const at = `${folder}${sep}`.lastIndexOf(FOLDER);
  return at === -1 ? '' : packageName(folder.slice(at + FOLDER.length).replaceAll('\\', '/'));
}

export function createPatchedModules(): PatchedModules {
  const packages = new Set<string>();
  /** By the folder of the file that requires. */
  const folders = new Map<string, boolean>();

  function isInside(folder: string): boolean {
    let inside = folders.get(folder);
    if (inside === undefined) {
      inside = packages.has(packageOfFolder(folder));
      folders.set(folder, inside);
    }
    return inside;
  }

  return {
    add(names) {
      for (const name of names) packages.add(packageName(name));
      folders.clear();
    },
    has(id, from) {
      const first = id.charCodeAt(0);
      // Whoever requires by a whole path, or in a way unknown here, is looked at the long way.
      if (isAbsolute(id) || first === 35 /* # */) return true;
      if (first === 46 /* . */) return from === undefined || isInside(dirname(from));
      return packages.has(packageName(id.startsWith('node:') ? id.slice(5) : id));
    },
  };
}

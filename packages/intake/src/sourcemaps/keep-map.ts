import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mapWithDebugId } from './debug-id.js';

/**
 * Writes a map into the private folder, by the script's name and by its debug id.
 *
 * @param name of the script, such as `assets/index-B1x2.js`
 */
export function keepMap(folder: string, name: string, map: string, id: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = mapWithDebugId(map, id);
  for (const file of [`${basename(name)}.map`, `${id}.map`]) {
    const path = join(folder, file);
    writeFileSync(path, text, { mode: 0o600 });
    // An older file keeps its mode when it is overwritten.
    chmodSync(path, 0o600);
  }
}

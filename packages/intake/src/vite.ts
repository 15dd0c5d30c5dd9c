import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What the plugin uses of Vite, Rollup and Rolldown. */
export interface PrivateSourceMapsPlugin {
  name: string;
  apply: 'build';
  config(): { build: { sourcemap: 'hidden' } };
  generateBundle(options: unknown, bundle: Record<string, BundledFile>): void;
}

interface BundledFile {
  type: string;
  source?: string | Uint8Array;
}

/**
 * Writes the source maps of a build into a private folder, for `createIntake({ sourcemaps })`, and
 * takes them out of what is published: no map and no comment that names one.
 *
 * @param options `folder`: made with mode 0700 if it is not there; a map is `<file name>.map` in it.
 */
export function privateSourceMaps({ folder }: { folder: string }): PrivateSourceMapsPlugin {
  return {
    name: 'sonde:private-source-maps',
    apply: 'build',
    config: () => ({ build: { sourcemap: 'hidden' } }),
    generateBundle(_options, bundle) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const [name, { type, source }] of Object.entries(bundle)) {
        if (type !== 'asset' || !name.endsWith('.map') || source === undefined) continue;
        const path = join(folder, basename(name));
        writeFileSync(path, source, { mode: 0o600 });
        // An older file keeps its mode when it is overwritten.
        chmodSync(path, 0o600);
        delete bundle[name];
      }
    },
  };
}

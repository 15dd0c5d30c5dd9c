import { debugIdOf, withDebugId } from './sourcemaps/debug-id.js';
import { keepMap } from './sourcemaps/keep-map.js';

/** What the plugin uses of Vite, Rollup and Rolldown. */
export interface PrivateSourceMapsPlugin {
  name: string;
  apply: 'build';
  config(): { build: { sourcemap: 'hidden' } };
  outputOptions<Options extends object>(options: Options): Options & { sourcemap: 'hidden' };
  generateBundle(options: unknown, bundle: Record<string, BundledFile>): void;
}

interface BundledFile {
  type: string;
  source?: string | Uint8Array;
  code?: string;
  map?: object | null;
}

/**
 * Writes the source maps of a build into a private folder, for `createIntake({ sourcemaps })`, takes
 * them out of what is published, and gives each script a debug id. For Vite, Rollup and Rolldown.
 *
 * @param options `folder`: made with mode 0700 if it is not there; a map is `<file name>.map` and
 *   `<debug id>.map` in it.
 */
export function privateSourceMaps({ folder }: { folder: string }): PrivateSourceMapsPlugin {
  return {
    name: 'sonde:private-source-maps',
    apply: 'build',
    config: () => ({ build: { sourcemap: 'hidden' } }),
    outputOptions: (options) => ({ ...options, sourcemap: 'hidden' }),
    generateBundle(_options, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type !== 'chunk' || file.code === undefined) continue;
        const own = bundle[`${name}.map`]?.source;
        const map =
          own === undefined ? file.map && JSON.stringify(file.map) : Buffer.from(own).toString();
        if (!map) continue;
        const id = debugIdOf(file.code);
        file.code = withDebugId(file.code, id);
        keepMap(folder, name, map, id);
      }
      for (const name of Object.keys(bundle)) if (name.endsWith('.map')) delete bundle[name];
    },
  };
}

import { dirname, resolve } from 'node:path';
import { processFolder } from './sourcemaps/process-folder.js';

/** What is used of esbuild. */
export interface EsbuildBuild {
  initialOptions: {
    sourcemap?: unknown;
    outdir?: string;
    outfile?: string;
    absWorkingDir?: string;
  };
  onEnd: (run: () => void) => void;
}

/**
 * For esbuild, where it writes its files: builds with external source maps, moves them into a private
 * folder and gives each script a debug id.
 */
export function privateSourceMaps({ folder }: { folder: string }): {
  name: string;
  setup(build: EsbuildBuild): void;
} {
  return {
    name: 'sonde:private-source-maps',
    setup({ initialOptions, onEnd }) {
      initialOptions.sourcemap = 'external';
      const { outdir, outfile, absWorkingDir = process.cwd() } = initialOptions;
      const built = outdir ?? (outfile === undefined ? undefined : dirname(outfile));
      if (built !== undefined)
        onEnd(() => void processFolder(resolve(absWorkingDir, built), folder));
    },
  };
}

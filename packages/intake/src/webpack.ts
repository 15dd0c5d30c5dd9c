import { processFolder } from './sourcemaps/process-folder.js';

/** What is used of webpack 5. */
export interface WebpackCompiler {
  options: { devtool?: string | false | object };
  outputPath: string;
  hooks: { afterEmit: { tap(name: string, run: () => void): void } };
}

/**
 * For webpack and Rspack: builds with hidden source maps, moves them into a private folder and gives
 * each script a debug id.
 */
export function privateSourceMaps({ folder }: { folder: string }): {
  apply(compiler: WebpackCompiler): void;
} {
  return {
    apply(compiler) {
      compiler.options.devtool = 'hidden-source-map';
      compiler.hooks.afterEmit.tap('sonde:private-source-maps', () => {
        processFolder(compiler.outputPath, folder);
      });
    },
  };
}

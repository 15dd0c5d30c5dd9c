import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import manifest from './package.json' with { type: 'json' };

const dist: string = join(import.meta.dirname, 'dist');
const sourcemaps: string = join(import.meta.dirname, '.sonde/sourcemaps');

export default defineConfig({
  plugins: [react(), keepSourceMapsPrivate()],
  define: { __RELEASE__: JSON.stringify(manifest.version) },
  build: { sourcemap: 'hidden', outDir: dist, reportCompressedSize: false },
  logLevel: 'warn',
});

/** Source maps are for the intake alone: they leave the folder that is served before anyone asks. */
function keepSourceMapsPrivate(): Plugin {
  return {
    name: 'keep-source-maps-private',
    apply: 'build',
    closeBundle() {
      rmSync(sourcemaps, { recursive: true, force: true });
      mkdirSync(sourcemaps, { recursive: true, mode: 0o700 });
      for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.map')) continue;
        const kept = join(sourcemaps, basename(file));
        renameSync(join(dist, file), kept);
        chmodSync(kept, 0o600);
      }
    },
  };
}

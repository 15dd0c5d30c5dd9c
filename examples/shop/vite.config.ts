import { fileURLToPath } from 'node:url';
import { privateSourceMaps } from '@sonde/intake/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** Out of what is served; the intake reads them here. */
const sourcemaps: string = fileURLToPath(new URL('.sonde/sourcemaps', import.meta.url));

export default defineConfig({
  plugins: [react(), privateSourceMaps({ folder: sourcemaps })],
  define: { __RELEASE__: JSON.stringify(manifest.version) },
  build: { reportCompressedSize: false },
  logLevel: 'warn',
});

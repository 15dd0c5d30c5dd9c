// Puts the lane's worker, as one text, into dist/worker-text.js. Run after tsc.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const dist = join(import.meta.dirname, 'dist');
const { outputFiles } = await build({
  entryPoints: [join(dist, 'lane-worker.js')],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22.15',
  minify: true,
  legalComments: 'none',
  write: false,
  // The application's own, if it has one.
  external: ['@platformatic/kafka'],
  define: { 'import.meta.url': "'file:///sonde'" },
  logLevel: 'warning',
});
const packed = deflateRawSync(outputFiles[0].contents, { level: 9 }).toString('base64');
writeFileSync(join(dist, 'worker-text.js'), `export const workerText = '${packed}';\n`);
process.stdout.write(`lane: worker as text, ${Math.round(packed.length / 1024)} kB\n`);

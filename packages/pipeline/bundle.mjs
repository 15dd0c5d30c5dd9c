// Makes of the lane's worker one file, dist/lane-worker.cjs: it is read in a moment, and a `require` of
// Node's modules leaves out what an `import` drags along (that of `node:http` takes undici and HTTP/2
// with it). Outputs beside OTLP are a second file, which a worker without any never reads. Both in one
// text stand in dist/worker-text.js. Run after tsc.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const dist = join(import.meta.dirname, 'dist');
const options = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22.15',
  legalComments: 'none',
  // The application's own, if it has one.
  external: ['@platformatic/kafka'],
  define: { 'import.meta.url': "'file:///sonde'" },
  logLevel: 'warning',
};
const worker = join(dist, 'lane-worker.js');

const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /[\\/]open-output\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './open-output.cjs', external: true } : undefined,
    );
  },
};

await build({
  ...options,
  entryPoints: [worker, join(dist, 'outputs/open-output.js')],
  entryNames: '[name]',
  outExtension: { '.js': '.cjs' },
  outdir: dist,
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [apart],
});

// One letter of another alphabet in a regular expression, and the engine keeps all of the text in two bytes
// a letter, in each worker.
const inOneByte = (text) =>
  text.replace(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
for (const name of ['lane-worker.cjs', 'open-output.cjs']) {
  const file = join(dist, name);
  writeFileSync(file, inOneByte(readFileSync(file, 'utf8')));
}

const { outputFiles } = await build({
  ...options,
  entryPoints: [worker],
  minify: true,
  write: false,
});
const packed = deflateRawSync(inOneByte(outputFiles[0].text), { level: 9 }).toString('base64');
writeFileSync(join(dist, 'worker-text.js'), `export const workerText = '${packed}';\n`);
process.stdout.write(`lane: worker as text, ${Math.round(packed.length / 1024)} kB\n`);

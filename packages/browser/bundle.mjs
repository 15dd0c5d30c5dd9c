// The files for pages without a bundler: dist/sonde.iife.js for a script tag, and dist/stub.js to
// inline before it. Prints the sizes that `gzip -9` gives.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const options = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  minify: true,
  legalComments: 'none',
  tsconfigRaw: {},
  logLevel: 'warning',
};

await build({
  ...options,
  entryPoints: ['src/iife.ts'],
  outfile: 'dist/sonde.iife.js',
  format: 'iife',
  target: 'es2018',
  sourcemap: true,
});
const stub = await build({
  ...options,
  entryPoints: ['src/stub.ts'],
  bundle: false,
  target: 'es2018',
  write: false,
});
writeFileSync(`${import.meta.dirname}/dist/stub.js`, stub.outputFiles[0].text.trim());
const errorsOnly = await build({
  ...options,
  stdin: {
    contents: "export { createBeacon, errors } from './src/index.ts'",
    resolveDir: import.meta.dirname,
  },
  format: 'esm',
  target: 'es2022',
  write: false,
});

const size = (bytes) => `${gzipSync(bytes, { level: 9 }).length} B gzip, ${bytes.length} B`;
process.stdout.write(
  `errors only (ESM)  ${size(errorsOnly.outputFiles[0].contents)}\n` +
    `sonde.iife.js      ${size(readFileSync(`${import.meta.dirname}/dist/sonde.iife.js`))}\n` +
    `stub.js            ${size(readFileSync(`${import.meta.dirname}/dist/stub.js`))}\n`,
);

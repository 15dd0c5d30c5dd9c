// The files for pages without a bundler: dist/sonde.iife.js for a script tag, and dist/stub.js to
// inline before it. Prints the sizes that `gzip -9` gives.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify as terser } from 'terser';

const options = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  minify: true,
  legalComments: 'none',
  // Names that only our own modules know. What a page, a `beforeSend` or the wire sees keeps its name.
  mangleProps:
    /^(sampled|owner|onHidden|onRecord|mustWait|answered|shelve|spanFields|hold|settled|hasTraceparent|active|use)$/,
  tsconfigRaw: {},
  logLevel: 'warning',
};

const whole = await build({
  ...options,
  entryPoints: ['src/iife.ts'],
  outfile: 'dist/sonde.iife.js',
  format: 'iife',
  target: 'es2020',
  sourcemap: 'external',
  write: false,
});
const [map, script] = whole.outputFiles;
const shorter = await terser(script.text, {
  ecma: 2020,
  compress: { passes: 4, unsafe_arrows: true, pure_getters: true },
  sourceMap: { content: map.text, filename: 'sonde.iife.js', url: 'sonde.iife.js.map' },
});
writeFileSync(`${import.meta.dirname}/dist/sonde.iife.js`, shorter.code);
writeFileSync(`${import.meta.dirname}/dist/sonde.iife.js.map`, shorter.map);
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

// Held below its limit by .size-limit.json; not published.
mkdirSync(`${import.meta.dirname}/dist/size`, { recursive: true });
writeFileSync(`${import.meta.dirname}/dist/size/errors-only.js`, errorsOnly.outputFiles[0].text);

const size = (bytes) => `${gzipSync(bytes, { level: 9 }).length} B gzip, ${bytes.length} B`;
process.stdout.write(
  `errors only (ESM)  ${size(errorsOnly.outputFiles[0].contents)}\n` +
    `sonde.iife.js      ${size(readFileSync(`${import.meta.dirname}/dist/sonde.iife.js`))}\n` +
    `stub.js            ${size(readFileSync(`${import.meta.dirname}/dist/stub.js`))}\n`,
);

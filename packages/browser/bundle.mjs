// What is published beside the types: dist/sonde.js for bundlers, dist/sonde.iife.js for a script tag,
// and dist/stub.js to inline before it. Prints the sizes that `gzip -9` gives.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify as terser } from 'terser';

const here = import.meta.dirname;
const options = {
  absWorkingDir: here,
  bundle: true,
  legalComments: 'none',
  // Of 2022: what came with them needs no translation.
  target: ['chrome100', 'firefox100', 'safari15.4'],
  // Names that only our own modules know. What a page, a `beforeSend` or the wire sees keeps its name.
  mangleProps:
    /^(settings|facts|enqueue|takeBack|listen|beforeLeaving|onRecord|postBody|deliver|drop|sampled|owner|writeSpans|shelve|onConsent|ids|hold|hasTraceparent)$/,
  tsconfigRaw: {},
  logLevel: 'warning',
  write: false,
};

const compress = { passes: 4, unsafe_arrows: true, pure_getters: true };

/** Soft navigations are on request only, and nobody requests them: their part of the library is dead. */
const withoutSoftNavigations = {
  name: 'without-soft-navigations',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^web-vitals$/ }, () => ({
      path: fileURLToPath(new URL('modules/index.js', import.meta.resolve('web-vitals'))),
    }));
    onLoad({ filter: /web-vitals\/dist\/modules\/lib\/softNavs\.js$/ }, () => ({
      contents:
        'export const checkSoftNavsEnabled = () => false; export const storeSoftNavEntry = () => {};',
    }));
  },
};

const library = await build({
  ...options,
  entryPoints: ['src/index.ts'],
  outfile: 'dist/sonde.js',
  format: 'esm',
  minifySyntax: true,
  external: ['web-vitals'],
});
// Puts what is used once where it is used, as not every bundler does; names stay readable.
const inlined = await terser(library.outputFiles[0].text, {
  module: true,
  ecma: 2020,
  compress: { ...compress, inline: 1 },
  mangle: false,
  format: { beautify: true, preserve_annotations: true },
});
writeFileSync(`${here}/dist/sonde.js`, inlined.code);

const whole = await build({
  ...options,
  entryPoints: ['src/iife.ts'],
  outfile: 'dist/sonde.iife.js',
  format: 'iife',
  sourcemap: 'external',
  plugins: [withoutSoftNavigations],
  // And of the library's own names.
  mangleProps: new RegExp(
    `${options.mangleProps.source}|^(_\\w+|navigation(InteractionId|URL|StartTime|Type)|firstHiddenTime|onHidden|reportAllChanges)$`,
  ),
});
const [map, script] = whole.outputFiles;
const shorter = await terser(script.text, {
  ecma: 2020,
  compress,
  sourceMap: { content: map.text, filename: 'sonde.iife.js', url: 'sonde.iife.js.map' },
});
writeFileSync(`${here}/dist/sonde.iife.js`, shorter.code);
writeFileSync(`${here}/dist/sonde.iife.js.map`, shorter.map);

const stub = await build({
  ...options,
  entryPoints: ['src/stub.ts'],
  bundle: false,
  minify: true,
});
writeFileSync(`${here}/dist/stub.js`, stub.outputFiles[0].text.trim());

// What a bundler makes of the published file where only errors are named. Held below its limit by
// .size-limit.json; not published.
const errorsOnly = await build({
  ...options,
  mangleProps: undefined,
  stdin: {
    contents: "export { createBeacon, errors } from './dist/sonde.js'",
    resolveDir: here,
  },
  format: 'esm',
  minify: true,
});
mkdirSync(`${here}/dist/size`, { recursive: true });
writeFileSync(`${here}/dist/size/errors-only.js`, errorsOnly.outputFiles[0].text);

const size = (name) => {
  const bytes = readFileSync(`${here}/dist/${name}`);
  return `${gzipSync(bytes, { level: 9 }).length} B gzip, ${bytes.length} B`;
};
process.stdout.write(
  `errors only     ${size('size/errors-only.js')}\n` +
    `sonde.iife.js   ${size('sonde.iife.js')}\n` +
    `stub.js         ${size('stub.js')}\n`,
);

// What is published beside the types: dist/sonde.js for bundlers, dist/sonde.iife.js for a script tag,
// and dist/stub.js to inline before it. Prints the sizes that `gzip -9` gives.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify as terser } from 'terser';

const here = import.meta.dirname;

/**
 * Names that only our own modules know, and what they become: letters that compress well beside those
 * of a bundler. What a page, a `beforeSend` or the wire sees keeps its name.
 */
const ownNames = {
  settings: 'n',
  facts: 'I',
  enqueue: 's',
  takeBack: 'o',
  listen: 'c',
  beforeLeaving: 'e',
  onRecord: 'i',
  postBody: 't',
  deliver: 'f',
  drop: 'r',
  sampled: 'j',
  owner: 'b',
  writeSpans: 'p',
  shelve: 'V',
  onConsent: 'l',
  onRoute: 'd',
  ids: 'a',
  hold: 'w',
  hasTraceparent: 'h',
};
/** Of web-vitals. */
const libraryNames =
  '_\\w+|navigation(InteractionId|URL|StartTime|Type)|firstHiddenTime|onHidden|reportAllChanges';

const options = {
  absWorkingDir: here,
  bundle: true,
  legalComments: 'none',
  // Of 2022: what came with them needs no translation.
  target: ['chrome100', 'firefox100', 'safari15.4'],
  mangleProps: new RegExp(`^(${Object.keys(ownNames).join('|')}|${libraryNames})$`),
  mangleCache: ownNames,
  tsconfigRaw: {},
  logLevel: 'warning',
  write: false,
};

const compress = { passes: 4, unsafe_arrows: true, pure_getters: true };

/**
 * Soft navigations are on request only, and nobody requests them: entries that nobody observes never
 * come, and their part of the library is dead.
 */
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
    onLoad({ filter: /web-vitals\/dist\/modules\/on\w+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        /\b[\w.]+ === '(soft-navigation|interaction-contentful-paint)'/g,
        'false',
      ),
    }));
  },
};

const library = await build({
  ...options,
  entryPoints: ['src/index.ts'],
  outfile: 'dist/sonde.js',
  format: 'esm',
  minifySyntax: true,
  plugins: [withoutSoftNavigations],
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

// What a bundler makes of the published file, where only errors are named and where everything is.
// Held below their limits by .size-limit.json; not published.
mkdirSync(`${here}/dist/size`, { recursive: true });
for (const [name, named] of [
  ['errors-only', 'createBeacon, errors'],
  ['everything', 'start'],
]) {
  const imported = await build({
    ...options,
    mangleProps: undefined,
    mangleCache: undefined,
    stdin: { contents: `export { ${named} } from './dist/sonde.js'`, resolveDir: here },
    format: 'esm',
    minify: true,
  });
  writeFileSync(`${here}/dist/size/${name}.js`, imported.outputFiles[0].text);
}

const size = (name) => {
  const bytes = readFileSync(`${here}/dist/${name}`);
  return `${gzipSync(bytes, { level: 9 }).length} B gzip, ${bytes.length} B`;
};
process.stdout.write(
  `errors only     ${size('size/errors-only.js')}\n` +
    `everything      ${size('size/everything.js')}\n` +
    `sonde.iife.js   ${size('sonde.iife.js')}\n` +
    `stub.js         ${size('stub.js')}\n`,
);

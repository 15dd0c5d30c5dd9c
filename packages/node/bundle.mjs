// Makes dist/preload: what `register.cjs` starts, in few files. preload.js holds the four rooms and one
// copy of OpenTelemetry's API and SDK, lane-worker.cjs the lane's worker, and each instrumentation is a file
// of its own that is read when its module is. import-in-the-middle stays outside, since the modules
// that it writes name it. load.js loads the others, compiled once. Run after tsc.
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
// The lane's worker, which is copied, is made first.
import '../pipeline/bundle.mjs';

const here = import.meta.dirname;
const outdir = join(here, 'dist/preload');
const tracing = createRequire(import.meta.resolve('@sonde/tracing'));
const { instrumentationTable, OWN, packageOf } = await import(
  pathToFileURL(join(tracing.resolve('@sonde/tracing'), '../instrumentation-table.js')).href
);

/** Where the files of the bundle find what is not to be there twice. */
const SHARED = {
  '@opentelemetry/api': `require('./preload.js').api`,
  '@opentelemetry/core': `require('./preload.js').core`,
  '@opentelemetry/instrumentation': `require('./instrumentation.js')`,
  'import-in-the-middle': `require('./preload.js').importInTheMiddle`,
  'require-in-the-middle': `require('./preload.js').requireInTheMiddle`,
};
const PROPAGATORS = ['@opentelemetry/propagator-b3', '@opentelemetry/propagator-aws-xray'];

const fileOf = (name) => name.replace(/^@opentelemetry\//, '').replaceAll(/[@/]/g, '');

const options = {
  absWorkingDir: here,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22.15',
  conditions: ['import', 'module'],
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  define: { 'import.meta.url': 'urlOfBundle' },
  banner: {
    js: `'use strict';const urlOfBundle=require('node:url').pathToFileURL(__filename).href;`,
  },
  external: ['import-in-the-middle'],
  logLevel: 'warning',
};

/** The lane's worker is a file here, and needs not be there as a text too. */
const workerIsFile = {
  name: 'worker-is-file',
  setup({ onLoad }) {
    onLoad({ filter: /pipeline[\\/]dist[\\/]worker-text\.js$/ }, () => ({
      contents: `export const workerText = '';`,
    }));
  },
};

/** A `require` of the conventions takes all of them; the file gets those that it names. */
const conventions = {
  name: 'conventions',
  setup({ onResolve, onLoad }) {
    const name = '@opentelemetry/semantic-conventions';
    onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind, importer, namespace }) =>
      kind === 'require-call' && namespace === 'file'
        ? { path: importer, namespace: 'conventions' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'conventions' }, ({ path }) => {
      const named = readFileSync(path, 'utf8').match(/\b(ATTR|METRIC|SEMATTRS)_\w+/g);
      return {
        contents: `export { ${[...new Set(named)].join(', ')} } from '${name}';`,
        resolveDir: join(here, '../tracing'),
      };
    });
  },
};

/** Replaces the imports of what another file of the bundle holds. */
function shared(names) {
  const filter = new RegExp(`^(${names.join('|')})$`);
  return {
    name: 'shared',
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path }) => ({ path, namespace: 'shared' }));
      onResolve({ filter: /^\.\//, namespace: 'shared' }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({
        contents: `module.exports = ${SHARED[path]};`,
      }));
    },
  };
}

/** The rooms' `open-telemetry.js`, which ask for packages by name, ask the bundle instead. */
const inBundle = {
  name: 'in-bundle',
  setup({ onLoad }) {
    onLoad(
      { filter: /packages[\\/](tracing|metrics|watchdog)[\\/]dist[\\/]open-telemetry\.js$/ },
      () => ({
        contents: readBundled,
        resolveDir: join(here, '../tracing/dist'),
      }),
    );
  },
};

const chunks = Object.fromEntries(
  [
    ...instrumentationTable.map(packageOf).filter((name) => name !== OWN),
    ...PROPAGATORS,
    '@opentelemetry/sdk-trace',
    '@opentelemetry/instrumentation',
  ].map((name) => [name, `./${fileOf(name)}.js`]),
);

const readBundled = `
import * as api from '@opentelemetry/api';
import * as core from '@opentelemetry/core';
import * as contexts from '@opentelemetry/context-async-hooks';
import Module, { createRequire } from 'node:module';
const load = require;
const chunks = ${JSON.stringify(chunks)};
const held = { '@opentelemetry/context-async-hooks': contexts };
export { api, core };
export const loadOwnModules = () => load('./own-modules.js');
export const loadSdk = () => load(chunks['@opentelemetry/sdk-trace']);
export function loadPackage(name) {
  if (held[name]) return held[name];
  if (chunks[name]) return load(chunks[name]);
  return name.startsWith('@') ? createRequire(load.resolve('@sonde/tracing'))(name) : load(name);
}
export function resolvePackage(name) {
  return load.resolve(chunks[name] ?? name);
}
`;

mkdirSync(outdir, { recursive: true });
writeFileSync(join(outdir, 'package.json'), '{"type":"commonjs"}\n');

const results = await Promise.all([
  build({
    ...options,
    stdin: {
      contents: `export { start } from './dist/start.js';
        export * as api from '@opentelemetry/api';
        export * as core from '@opentelemetry/core';
        export * from '../tracing/dist/loading/in-the-middle.js';`,
      resolveDir: here,
    },
    outfile: join(outdir, 'preload.js'),
    plugins: [inBundle, workerIsFile],
    metafile: true,
  }),
  build({
    ...options,
    entryPoints: {
      load: join(here, 'dist/load-bundle.js'),
      'own-modules': join(here, '../tracing/dist/modules/index.js'),
      'watchdog-worker': join(here, '../watchdog/dist/watchdog-worker.js'),
    },
    outdir,
    metafile: true,
  }),
  build({
    ...options,
    entryPoints: { instrumentation: '@opentelemetry/instrumentation' },
    absWorkingDir: join(here, '../tracing'),
    outdir,
    plugins: [
      shared(Object.keys(SHARED).filter((name) => name !== '@opentelemetry/instrumentation')),
    ],
    metafile: true,
  }),
  build({
    ...options,
    absWorkingDir: join(here, '../tracing'),
    entryPoints: Object.entries(chunks)
      .filter(([name]) => !SHARED[name])
      .map(([name, file]) => ({ in: name, out: file.slice(2, -3) })),
    outdir,
    plugins: [conventions, shared(Object.keys(SHARED))],
    metafile: true,
  }),
]);

const lane = ['lane-worker.cjs', 'open-output.cjs'];
for (const file of lane) copyFileSync(join(here, '../pipeline/dist', file), join(outdir, file));

/** Text that is all ASCII takes half the memory, and a function around it need not be put there at each start. */
function pack(file, isThread) {
  const path = join(here, file);
  const text = readFileSync(path, 'utf8').replaceAll(
    // oxlint-disable-next-line no-control-regex -- all that is not ASCII
    /[^\u0000-\u007f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(path, isThread ? text : Module.wrap(text));
}

const outputs = Object.entries(
  Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)),
);
const written = new Set(['package.json', ...lane, ...outputs.map(([file]) => basename(file))]);
for (const file of readdirSync(outdir)) if (!written.has(file)) rmSync(join(outdir, file));

/** Read by Node itself. */
const ownRoots = /\/(load|watchdog-worker)\.js$/;
for (const [file] of outputs) if (file.endsWith('.js')) pack(file, ownRoots.test(file));

const kilobytes = (part) =>
  Math.round(
    outputs
      .filter(([file]) => file.endsWith(part))
      .reduce((sum, [, output]) => sum + output.bytes, 0) / 1000,
  );
process.stdout.write(
  `preload: ${outputs.length} files, ${kilobytes('.js')} kB (preload ${kilobytes('/preload.js')}, worker ${Math.round(statSync(join(outdir, lane[0])).size / 1000)})\n`,
);

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { minify } from 'terser';
import uglify from 'uglify-js';

const require = createRequire(import.meta.url);

/** Ways to make one file of a program; each gives the file, and the map where there is one. */
export const BUILDS = {
  /** Bundled by webpack, minified by what it brings. */
  async webpack(entry, folder) {
    await runWebpack(entry, folder, { mode: 'production', devtool: 'hidden-source-map' });
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
    return { file: join(folder, file), map: join(folder, `${file}.map`) };
  },
  /** As a developer has it: each module an eval with its own name. */
  async 'webpack-eval'(entry, folder) {
    await runWebpack(entry, folder, { mode: 'development', devtool: 'eval' });
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
    return { file: join(folder, file) };
  },
  /** Minified by uglify-js, whose maps leave the sources out unless it is told. */
  uglify: (entry, folder, { sources }) => uglified(entry, folder, sources),
  /** Bundled by rolldown with a whitespace-free output of terser that keeps the names of classes. */
  async rollup(entry, folder) {
    const bundle = await rolldown({ input: entry, logLevel: 'silent' });
    const { output } = await bundle.generate({ format: 'esm', sourcemap: 'hidden' });
    await bundle.close();
    const made = await minify(output[0].code, {
      module: true,
      keep_classnames: true,
      compress: { passes: 3, unsafe_arrows: true },
      mangle: { toplevel: true },
      sourceMap: { content: JSON.stringify(output[0].map), includeSources: true },
    });
    return write(folder, 'chunk', made.code, made.map);
  },
};

async function uglified(entry, folder, includeSources) {
  const { outputFiles } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2020',
    platform: 'neutral',
    sourcemap: 'external',
    outdir: '/out',
    outExtension: { '.js': '.mjs' },
    write: false,
    logLevel: 'silent',
  });
  const text = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text;
  const made = uglify.minify(
    { 'main.mjs': text('.mjs') },
    { module: true, sourceMap: { content: text('.map'), filename: 'main.mjs' } },
  );
  if (made.error) throw made.error;
  const map = JSON.parse(made.map);
  if (includeSources) {
    const known = JSON.parse(text('.map'));
    map.sourcesContent = map.sources.map(
      (name) => known.sourcesContent[known.sources.indexOf(name)],
    );
  }
  return write(folder, 'app', made.code, JSON.stringify(map));
}

function write(folder, name, code, map) {
  mkdirSync(folder, { recursive: true });
  const hash = createHash('md5').update(code).digest('hex').slice(0, 10);
  const file = join(folder, `${name}.${hash}.mjs`);
  writeFileSync(file, code);
  writeFileSync(`${file}.map`, map);
  return { file, map: `${file}.map` };
}

function runWebpack(entry, folder, options) {
  const webpack = require('webpack');
  rmSync(folder, { recursive: true, force: true });
  return new Promise((resolve, reject) => {
    webpack(
      {
        entry,
        target: 'es2022',
        context: dirname(dirname(entry)),
        experiments: { outputModule: true },
        output: {
          path: folder,
          filename: 'bundle-[contenthash:12].mjs',
          library: { type: 'module' },
        },
        resolve: { extensionAlias: { '.mjs': ['.mjs'] } },
        ...options,
      },
      (error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
        else resolve();
      },
    );
  });
}

/** The map as it is kept: without the folder that the program lay in. */
export function cleanMap(path, base) {
  return readFileSync(path, 'utf8').replaceAll(base, '');
}

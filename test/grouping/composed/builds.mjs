import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build as esbuild, transform } from 'esbuild';
import { rolldown } from 'rolldown';
import { minify } from 'terser';
import { build as vite } from 'vite';

const require = createRequire(import.meta.url);

/** Ways to build a program into `folder`; each gives the file to run. Maps lie beside the files. */
export const BUILDS = {
  /** Each file for itself, as a compiler writes CommonJS, without a map. */
  async cjs(entry, folder, root) {
    for (const path of readdirSync(root, { recursive: true })) {
      if (!path.endsWith('.mjs') || path.startsWith('dist/')) continue;
      const text = readFileSync(join(root, path), 'utf8').replaceAll(/\.mjs'/g, ".cjs'");
      const { code } = await transform(text, { format: 'cjs', platform: 'node' });
      const to = join(root, path.replace(/\.mjs$/, '.cjs'));
      writeFileSync(to, code);
    }
    return entry.replace(/\.mjs$/, '.cjs');
  },
  'esbuild-names': (entry, folder) =>
    bundle(entry, folder, { minify: true, keepNames: true, entryNames: 'server-[hash]' }),
  'esbuild-split': (entry, folder) =>
    bundle(entry, folder, {
      minify: true,
      splitting: true,
      target: 'es2016',
      entryNames: '[name]-[hash]',
      chunkNames: 'chunks/[name]-[hash]',
    }),
  'esbuild-cjs': (entry, folder) =>
    bundle(entry, folder, {
      minify: true,
      format: 'cjs',
      platform: 'node',
      outExtension: { '.js': '.cjs' },
    }),
  'esbuild-old': (entry, folder) =>
    bundle(entry, folder, { minify: true, target: 'es2015', entryNames: 'main.[hash]' }),
  async vite(entry, folder, root) {
    await vite({
      root,
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir: folder,
        minify: true,
        sourcemap: 'hidden',
        rollupOptions: {
          output: {
            entryFileNames: 'assets/[name]-[hash].js',
            chunkFileNames: 'assets/[name]-[hash].js',
          },
        },
      },
    });
    return findEntry(join(folder, 'assets'), /^main-/);
  },
  async 'rolldown-split'(entry, folder) {
    const made = await rolldown({ input: entry, logLevel: 'silent' });
    await made.write({
      dir: folder,
      format: 'esm',
      minify: true,
      sourcemap: 'hidden',
      entryFileNames: 'js/[name].[hash].js',
      chunkFileNames: 'js/chunk.[hash].js',
    });
    await made.close();
    return findEntry(join(folder, 'js'), /^main\./);
  },
  'webpack-split': (entry, folder) =>
    webpack(entry, folder, {
      mode: 'production',
      devtool: 'hidden-source-map',
      target: ['web', 'es2022'],
      experiments: { outputModule: true },
      optimization: { concatenateModules: false },
      output: {
        module: true,
        library: { type: 'module' },
        filename: 'static/js/[name].[contenthash:8].js',
        chunkFilename: 'static/js/[id].[contenthash:8].chunk.js',
      },
    }),
  'webpack-node': (entry, folder) =>
    webpack(entry, folder, {
      mode: 'production',
      devtool: 'source-map',
      target: 'node22',
      output: {
        library: { type: 'commonjs2' },
        filename: 'index.js',
        chunkFilename: '[id].index.js',
      },
    }),
  'webpack-dev': (entry, folder) =>
    webpack(entry, folder, {
      mode: 'development',
      devtool: 'cheap-module-source-map',
      target: ['web', 'es2022'],
      experiments: { outputModule: true },
      output: { module: true, library: { type: 'module' }, filename: '[name].bundle.js' },
    }),
  /** One script of the old kind. */
  'terser-script': (entry, folder) =>
    tersed(entry, folder, {
      esbuild: {
        format: 'iife',
        globalName: 'program',
        footer: { js: 'globalThis.runAll = program.runAll;' },
      },
      terser: { compress: { passes: 3, unsafe: true, toplevel: true }, mangle: { toplevel: true } },
      name: 'bundle.min',
    }),
  'terser-module': (entry, folder) =>
    tersed(entry, folder, {
      esbuild: { format: 'esm' },
      terser: { module: true, ecma: 2020, compress: { passes: 2, keep_fargs: false } },
      name: 'server',
    }),
};

async function bundle(entry, folder, options) {
  await esbuild({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    sourcemap: 'external',
    outdir: folder,
    logLevel: 'silent',
    ...options,
  });
  return findEntry(folder, /^(?:main|server)/);
}

async function tersed(entry, folder, { esbuild: ours, terser, name }) {
  const { outputFiles } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    platform: 'neutral',
    sourcemap: 'external',
    outdir: folder,
    write: false,
    logLevel: 'silent',
    ...ours,
  });
  const text = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text;
  const { code, map } = await minify(text('.js'), {
    ...terser,
    sourceMap: { content: text('.map'), includeSources: true },
  });
  mkdirSync(folder, { recursive: true });
  const hash = createHash('sha1').update(code).digest('hex').slice(0, 8);
  const file = join(folder, `${name}.${hash}.js`);
  writeFileSync(file, code);
  writeFileSync(`${file}.map`, map);
  return file;
}

function webpack(entry, folder, options) {
  return new Promise((resolve, reject) => {
    require('webpack')(
      {
        entry: { main: entry },
        context: dirname(dirname(entry)),
        resolve: { extensionAlias: { '.mjs': ['.mjs'] } },
        ...options,
        output: { path: folder, ...options.output },
      },
      (error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
        else resolve(find(folder));
      },
    );
  });
  function find(below) {
    for (const path of readdirSync(below, { recursive: true })) {
      if (/^(?:main|index)[^/]*\.js$/.test(basename(path))) return join(below, path);
    }
    throw new Error(`no entry in ${below}`);
  }
}

function findEntry(folder, name) {
  const found = readdirSync(folder).find((file) => name.test(file) && /\.[cm]?js$/.test(file));
  return join(folder, found);
}

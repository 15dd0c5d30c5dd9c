import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { minify } from 'terser';

const PROGRAM = new URL('program/', import.meta.url).pathname;

/** Two releases: in the second every line has moved and the dependency was written anew. */
export const RELEASES = {
  1: { vendor: 'vendor-1', edit: (text) => text },
  2: {
    vendor: 'vendor-2',
    edit: (text) =>
      `// A notice.\n// Of several lines.\n\n${text.replace(/^(?=export |async function |function |const render|  \/\*\*)/gm, '\n// What follows was moved.\n\n')}`,
  },
};

/** Puts a release's source where it shall run from. */
export function writeSource(folder, release) {
  const { vendor, edit } = RELEASES[release];
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const name of readdirSync(join(PROGRAM, 'src'))) {
    const text = readFileSync(join(PROGRAM, 'src', name), 'utf8');
    writeFileSync(join(folder, 'src', name), edit(text));
  }
  cpSync(join(PROGRAM, vendor, 'router'), join(folder, 'node_modules/router'), { recursive: true });
  return join(folder, 'src/main.mjs');
}

/** One minified file and its map; the name tells its content's hash, as bundlers write it. */
export async function bundle(minifier, entry, folder) {
  mkdirSync(folder, { recursive: true });
  const { code, map } = await MINIFIERS[minifier](entry);
  const file = join(folder, `main-${hashOf(code)}.mjs`);
  writeFileSync(file, code);
  writeFileSync(`${file}.map`, map);
  return { file, map: `${basename(file)}.map` };
}

const MINIFIERS = {
  async esbuild(entry) {
    return bundled(entry, { minify: true });
  },
  async terser(entry) {
    const { code, map } = await bundled(entry, { minify: false });
    const made = await minify(code, {
      module: true,
      compress: { passes: 2 },
      sourceMap: { content: map },
    });
    return { code: made.code, map: made.map };
  },
  async oxc(entry) {
    const made = await rolldown({ input: entry, logLevel: 'silent' });
    const { output } = await made.generate({ format: 'esm', minify: true, sourcemap: 'hidden' });
    await made.close();
    return { code: output[0].code, map: JSON.stringify(output[0].map) };
  },
};

async function bundled(entry, options) {
  const { outputFiles } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    sourcemap: 'external',
    outdir: '/out',
    outExtension: { '.js': '.mjs' },
    write: false,
    logLevel: 'silent',
    ...options,
  });
  const text = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text;
  return { code: text('.mjs'), map: text('.map') };
}

function hashOf(code) {
  return createHash('sha256').update(code).digest('base64url').replace(/[-_]/g, 'x').slice(0, 8);
}

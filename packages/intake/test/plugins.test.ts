import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { privateSourceMaps as forEsbuild } from '@sonde/intake/esbuild';
import { checkFolder } from '@sonde/intake/sourcemaps';
import { privateSourceMaps as forRollup } from '@sonde/intake/vite';
import { privateSourceMaps as forWebpack } from '@sonde/intake/webpack';
import { afterEach, beforeEach, expect, test } from 'vitest';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sonde-plugins-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(
    join(root, 'src/main.js'),
    'const total = (cart) => cart.lines.length;\nglobalThis.total = total;\n',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const builds: Record<string, (folder: string) => Promise<unknown>> = {
  async esbuild(folder) {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [join(root, 'src/main.js')],
      outdir: join(root, 'dist'),
      minify: true,
      bundle: true,
      logLevel: 'silent',
      plugins: [forEsbuild({ folder })],
    });
  },
  async rolldown(folder) {
    const { rolldown } = await import('rolldown');
    const bundle = await rolldown({
      input: join(root, 'src/main.js'),
      plugins: [forRollup({ folder })],
    });
    await bundle.write({ dir: join(root, 'dist'), minify: true });
    await bundle.close();
  },
  async rollup(folder) {
    const { rollup } = await import('rollup');
    const bundle = await rollup({
      input: join(root, 'src/main.js'),
      plugins: [forRollup({ folder })],
    });
    await bundle.write({ dir: join(root, 'dist') });
    await bundle.close();
  },
  async webpack(folder) {
    const { default: webpack } = await import('webpack');
    const plugin = forWebpack({ folder });
    await new Promise<void>((resolve, reject) => {
      webpack(
        {
          mode: 'production',
          entry: join(root, 'src/main.js'),
          output: { path: join(root, 'dist') },
          plugins: [{ apply: (compiler) => plugin.apply(compiler) }],
        },
        (error, stats) => {
          if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
          else resolve();
        },
      );
    });
  },
};

test.each(Object.keys(builds))(
  'a build by %s publishes no map; the private folder has it by name and debug id',
  async (name) => {
    const folder = join(root, 'maps');
    await builds[name]?.(folder);
    const published = readdirSync(join(root, 'dist'));
    expect(published).toEqual(['main.js']);
    const script = readFileSync(join(root, 'dist/main.js'), 'utf8');
    expect(script).not.toContain('sourceMappingURL');
    const id = /\/\/# debugId=([\da-f-]{36})\s*$/.exec(script)?.[1];
    expect(readdirSync(folder).toSorted()).toEqual([`${id}.map`, 'main.js.map'].toSorted());
    const map = JSON.parse(readFileSync(join(folder, `${id}.map`), 'utf8')) as {
      debugId: string;
      sourcesContent: string[];
    };
    expect(map.debugId).toBe(id);
    expect(map.sourcesContent.join()).toContain('cart.lines.length');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'main.js.map')).mode & 0o777).toBe(0o600);
    expect(checkFolder(join(root, 'dist'), folder)).toEqual([{ file: 'main.js' }]);
    // The script still runs, and tells its id beside the stack that names it.
    runInThisContext(script);
    const told = Reflect.get(globalThis, 'sondeDebugIds') as [string, string][];
    expect(told.at(-1)?.[1]).toBe(id);
  },
);

test('a check tells of a map that is published, missing or none', () => {
  const [built, folder] = [join(root, 'built'), join(root, 'maps')];
  mkdirSync(built);
  mkdirSync(folder);
  writeFileSync(join(built, 'a.js'), '1\n//# sourceMappingURL=a.js.map\n');
  writeFileSync(join(built, 'b.js'), '1');
  writeFileSync(join(built, 'c.js'), '1');
  writeFileSync(join(folder, 'c.js.map'), '{"version":2}');
  expect(checkFolder(built, folder)).toEqual([
    { file: 'a.js', fault: 'map_published' },
    { file: 'b.js', fault: 'map_missing' },
    { file: 'c.js', fault: 'map_unreadable' },
  ]);
});

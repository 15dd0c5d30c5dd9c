import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createSourceMapStore, type Frame } from '@sonde/errors';
import { build } from 'esbuild';

const STACK = 20;
const FUNCTIONS = 27_000;

/** Milliseconds for the first stack of a script with a map of 5 MB, then frames a second. */
export async function symbolicate(): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-bench-maps-'));
  const source = Array.from(
    { length: FUNCTIONS },
    (_, i) =>
      `export function priceOf${i}(cart) {\n  return cart.lines.filter((line) => line.id === ${i}).length;\n}`,
  ).join('\n');
  const { outputFiles } = await build({
    stdin: { contents: source, sourcefile: 'src/cart.js' },
    minify: true,
    sourcemap: 'external',
    outfile: 'app.js',
    write: false,
  });
  const [map, script] = outputFiles;
  writeFileSync(join(folder, 'app.js.map'), map?.contents ?? '');
  const width = script?.text.length ?? 1;
  const stackAt = (seed: number): Frame[] =>
    Array.from({ length: STACK }, (_, i) => ({
      file: 'https://shop.example/app.js',
      line: 1,
      column: ((seed * 7_919 + i * 104_729) % width) + 1,
      inApp: true,
    }));

  const store = createSourceMapStore({ folder });
  // A worker that runs, and nothing read: so that the first map is what is measured.
  await store.symbolicate([{ file: 'none.js', line: 1, column: 1, inApp: true }]);
  const loop = performance.eventLoopUtilization();
  const began = performance.now();
  const [first] = await store.symbolicate(stackAt(0));
  const cold = performance.now() - began;
  if (!first?.file.endsWith('src/cart.js')) throw new Error('nothing was symbolicated');
  const busy = performance.eventLoopUtilization(loop).active;

  await Promise.all(Array.from({ length: 50 }, (_, i) => store.symbolicate(stackAt(i))));
  const warmBegan = performance.now();
  const stacks = 500;
  await Promise.all(Array.from({ length: stacks }, (_, i) => store.symbolicate(stackAt(i + 100))));
  const warm = (stacks * STACK) / ((performance.now() - warmBegan) / 1_000);
  await store.close();
  rmSync(folder, { recursive: true });
  return { map: (map?.contents.length ?? 0) / 1e6, cold, busy, warm };
}

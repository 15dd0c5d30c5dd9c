import { expect, test } from 'vitest';
import { PRELOADS, runNode } from './run-node.js';

/** Of each property of the object that Node makes for a call of `process.nextTick`. */
async function learned(preload: string[]): Promise<string[]> {
  // The one of our Nodes whose V8 tells.
  const flags = ['--expose-gc', '--allow-natives-syntax'];
  const ended = await runNode([...flags, ...preload, 'ticks.mjs'], { node: 26 });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout) as string[];
}

test('V8 knows the objects of `process.nextTick` after a collection too', async () => {
  const bare = await learned([]);
  // Once Node or V8 has mended this by itself, there is nothing to keep.
  expect(bare).toContain('MEGAMORPHIC');
  expect(await learned(PRELOADS['--import'])).toEqual(bare.map(() => 'MONOMORPHIC'));
});

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './run-npm.mjs';

const SOURCES = [
  'packages',
  'examples/shop',
  'tsconfig.json',
  'tsconfig.base.json',
  'package-lock.json',
];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'test', '.sonde', 'test-results']);
const PRODUCTS = ['packages/cli/dist/sonde.js', 'examples/shop/dist/index.html'];

/** `npm run build`, if a source has changed since the last one that came to its end. */
export async function build({ root, cache, say, signal }) {
  const stamp = join(cache, 'built');
  const state = stateOfSources(root);
  const isBuilt = PRODUCTS.every((file) => existsSync(join(root, file)));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;

  say('Building …');
  const log = join(cache, 'build.log');
  const tookMs = await runNpm(['run', 'build'], { root, log, what: 'Building', signal });
  writeFileSync(stamp, state);
  say(`  done in ${Math.ceil(tookMs / 1000)} s`);
}

/** Changes when a source comes, goes, grows or is touched. */
function stateOfSources(root) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) {
      hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(join(root, path)).toSorted()) {
      if (!NOT_SOURCES.has(name)) visit(join(path, name));
    }
  };
  for (const path of SOURCES) visit(path);
  return hash.digest('hex');
}

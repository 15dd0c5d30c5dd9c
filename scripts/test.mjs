#!/usr/bin/env node
// `npm test`: installs and builds what is missing, then runs every check and every test.
// `npm test -- packages/otlp` runs the tests of one folder. Plain JavaScript on Node's own modules.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { build } from './start/build.mjs';
import { checkNode, checkNpm, checkWritable } from './start/check-tools.mjs';
import { install } from './start/install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);
const { signal } = new AbortController();
const say = (text) => console.log(text);

try {
  checkNode();
  await checkNpm();
  checkWritable(root);
  const cache = join(root, '.cache/start');
  await install({ root, cache, say, signal });
  await build({ root, cache, say, signal });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const chromium = ensureChromium();
if (chromium.path === undefined) {
  console.log(`The browser tests are skipped: ${chromium.why}.`);
}

const checked = wanted.length > 0 || run('Checks', ['scripts/check.mjs']);
const results = join(root, 'test-results');
rmSync(join(results, 'report.json'), { force: true });
mkdirSync(results, { recursive: true });
const tested = run('Tests', [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  '--outputFile.json=test-results/report.json',
  ...wanted,
]);
process.exit(checked && tested ? 0 : 1);

/** Runs a script on the repository's own Node. */
function run(title, args) {
  console.log(`\n${title}\n`);
  const node = join(root, 'node_modules/.bin/node');
  const env = { ...process.env, SONDE_CHROMIUM: chromium.path ?? 'none' };
  return (
    spawnSync(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0
  );
}

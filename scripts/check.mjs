import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Everything that can be said of the code without running it. Every step runs; the first to fail does not hide the next. */
const root = new URL('..', import.meta.url).pathname;
const bin = (name) => join(root, 'node_modules/.bin', name);
const packages = readdirSync(join(root, 'packages')).toSorted();

/** Of what a failed step said. */
const MOST_LINES = 80;

const steps = [
  ['format', bin('biome'), ['ci', '.', '--reporter=summary', '--colors=off']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['types', bin('tsc'), ['-b']],
  ['types of tests and benchmarks', bin('tsc'), ['-p', 'tsconfig.loose.json']],
  ['types of the shop', bin('tsc'), ['-p', 'examples/shop']],
  ['unused code', bin('knip'), ['--no-config-hints']],
  ['lockfile', process.execPath, ['scripts/check-lockfile.mjs']],
  ['sizes', bin('size-limit'), []],
  ...packages.map((name) => [
    `package shape, ${name}`,
    bin('publint'),
    [`packages/${name}`, '--strict'],
  ]),
  ...packages.map((name) => [
    `package types, ${name}`,
    bin('attw'),
    ['--pack', `packages/${name}`, '--profile', 'esm-only', '--no-emoji', '--no-color'],
  ]),
];

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('exit', (code) => resolve({ ok: code === 0, output }));
  });
}

let failed = 0;
for (const [title, command, args] of steps) {
  const began = performance.now();
  const { ok, output } = await run(command, args);
  const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${title} (${took})`);
  if (!ok) {
    failed++;
    const lines = output.trim().split('\n');
    for (const line of lines.slice(0, MOST_LINES)) console.log(`        ${line}`);
    if (lines.length > MOST_LINES) {
      console.log(
        `        … ${lines.length - MOST_LINES} lines more: ${basename(command)} ${args.join(' ')}`,
      );
    }
  }
}
console.log(
  failed === 0
    ? `\nAll ${steps.length} checks hold.`
    : `\n${failed} of ${steps.length} checks failed.`,
);
process.exit(failed === 0 ? 0 : 1);

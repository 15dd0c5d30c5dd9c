import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const PACKAGES = { 22: 'node22', 24: 'node', 26: 'node26' };

/** What a program throws in one version of Node, fault by fault. */
export function runInNode(version, entry, n) {
  const node = join(dirname(require.resolve(`${PACKAGES[version]}/package.json`)), 'bin/node');
  const script = `import(${JSON.stringify(entry)}).then((program) => (program.runAll ?? program.default.runAll)(${n})).then((thrown) => console.log(JSON.stringify(thrown)));`;
  return JSON.parse(execFileSync(node, ['-e', script], { encoding: 'utf8' }));
}

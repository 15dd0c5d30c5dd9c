import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = 100;
/** In each package: one that is its main file, and those that this one asks for. */
const FILES = 5;
/** Functions in a file, of some two hundred characters each: the middle of what is installed is so long. */
const FUNCTIONS = 10;

export const MODULES: number = PACKAGES * FILES;

const functions = (mark: string): string =>
  Array.from(
    { length: FUNCTIONS },
    (_, at) => `function ${mark}${at}(items, options = {}) {
  const found = new Map();
  for (const item of items) {
    if (item === undefined || options.skip === item) continue;
    found.set(String(item), (found.get(String(item)) ?? 0) + ${at});
  }
  return found;
}
`,
  ).join('\n');

/** The text of a file of its package. */
function fileText(isModule: boolean, at: number): string {
  const names = at === 0 ? Array.from({ length: FILES - 1 }, (_, i) => `part${i + 1}`) : [];
  const body = functions(`work${at}_`);
  const sum = `[${names.join(', ')}, work${at}_0]`;
  if (isModule) {
    const imports = names.map((name) => `import ${name} from './${name}.js';`);
    return [...imports, body, `export default ${sum};`, ''].join('\n');
  }
  const requires = names.map((name) => `const ${name} = require('./${name}.js');`);
  return [`'use strict';`, ...requires, body, `module.exports = ${sum};`, ''].join('\n');
}

/**
 * Writes an application that asks for 500 modules of 100 packages, and prints the milliseconds, and
 * those of processor time, that it took to get them.
 *
 * @returns its file.
 */
export function makeModules(folder: string, kind: 'module' | 'commonjs'): string {
  const isModule = kind === 'module';
  const names = Array.from({ length: PACKAGES }, (_, at) => `shelf-${at}`);
  for (const name of names) {
    const at = join(folder, 'node_modules', name);
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(at, 'package.json'),
      JSON.stringify({ name, version: '1.0.0', type: kind, main: './index.js' }),
    );
    for (let file = 0; file < FILES; file++) {
      writeFileSync(join(at, file === 0 ? 'index.js' : `part${file}.js`), fileText(isModule, file));
    }
  }
  const all = join(folder, isModule ? 'all.mjs' : 'all.cjs');
  writeFileSync(
    all,
    names.map((name) => (isModule ? `import '${name}';` : `require('${name}');`)).join('\n'),
  );
  const app = join(folder, isModule ? 'app.mjs' : 'app.cjs');
  const get = isModule ? `await import('./all.mjs');` : `require('./all.cjs');`;
  writeFileSync(
    app,
    `const [began, before] = [performance.now(), process.cpuUsage()];
${get}
const took = performance.now() - began;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ took, cpu: (user + system) / 1000 }), () => process.exit());
`,
  );
  return app;
}

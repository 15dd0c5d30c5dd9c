// `node test/grouping/composed/collect.mjs <set>` builds the programs of a set, runs them in all engines,
// and writes what was thrown to its `stacks.ndjson` and the maps of the built forms to its `maps/`.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { BUILDS } from './builds.mjs';
import { writeProgram } from './compose-program.mjs';
import { runIn } from './engines.mjs';
import { SETS } from './sets.mjs';

const LACKING = /^(?:Can't find variable: )?(?:structuredClone|URL)\b(?: is not defined)?$/;
const HERE = new URL('.', import.meta.url).pathname;
const [set] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'composed-'));
const maps = join(HERE, set, 'maps');
rmSync(maps, { recursive: true, force: true });
mkdirSync(maps);
const lines = [];
try {
  for (const { engine, release, build, at, n } of SETS[set].runs) {
    const base = mkdtempSync(join(scratch, 'run-'));
    const root = at.startsWith('/') ? join(base, at) : base;
    let entry = writeProgram(set, root, release);
    if (build !== 'source') {
      const folder = join(root, 'dist');
      entry = await BUILDS[build](entry, folder, root);
      if (build !== 'cjs') keepMaps(folder, root);
    }
    const { from, thrown } = await runIn(engine, { base, root, entry, n });
    const to = at.startsWith('/') ? (from.startsWith('file://') ? 'file://' : '') : at;
    const shown = engine === 'gjs' ? 'spidermonkey-102' : engine;
    let well = 0;
    for (const { fault, type, message, stack } of thrown) {
      // Some engines lack what a fault needs.
      if (type === 'none' || LACKING.test(message)) {
        well++;
        continue;
      }
      const clean = stack?.replaceAll(from, to).replaceAll(base, '');
      lines.push(
        JSON.stringify({ fault, engine: shown, build, release, type, message, stack: clean }),
      );
    }
    console.log(`${engine} ${build} ${release}: ${thrown.length} runs, ${well} without an error`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
writeFileSync(join(HERE, set, 'stacks.ndjson'), `${lines.join('\n')}\n`);

/** Without the folder that the program lay in. */
function keepMaps(folder, root) {
  for (const path of readdirSync(folder, { recursive: true })) {
    if (!path.endsWith('.map')) continue;
    const text = readFileSync(join(folder, path), 'utf8').replaceAll(root, '');
    writeFileSync(join(maps, basename(path)), text);
  }
}

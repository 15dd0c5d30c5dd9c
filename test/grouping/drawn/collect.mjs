// `node test/grouping/drawn/collect.mjs <set>` builds the programs of a set, runs them, and writes what
// was thrown to its `stacks.ndjson` and the maps of the minified forms to its `maps/`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { runInChromium } from '../run-in-chromium.mjs';
import { runInNode } from '../run-in-node.mjs';
import { BUILDS, cleanMap } from './build-program.mjs';
import { SETS } from './sets.mjs';
import { writeProgram } from './write-program.mjs';

const HERE = new URL('.', import.meta.url).pathname;
const [set] = process.argv.slice(2);
const { forms, dependency } = SETS[set];
const scratch = mkdtempSync(join(tmpdir(), 'held-out-'));
const maps = join(HERE, set, 'maps');
rmSync(maps, { recursive: true, force: true });
mkdirSync(maps);
const lines = [];
try {
  for (const { engine, release, build, at, n } of forms) {
    const base = mkdtempSync(join(scratch, 'run-'));
    const folder = join(base, at.startsWith('/') ? at : 'served');
    let entry = writeProgram(set, folder, release);
    if (build !== 'source') {
      const made = await BUILDS[build](entry, join(folder, 'dist'), { sources: set !== 'learned' });
      entry = made.file;
      if (made.map) writeFileSync(join(maps, basename(made.map)), cleanMap(made.map, folder));
    }
    let thrown;
    let from = `file://${base}`;
    if (engine === 'chromium') {
      const path = `/${basename(dirname(entry))}/${basename(entry)}`;
      const page = await runInChromium(folder, path, n, {
        [dependency]: `/node_modules/${dependency}/index.mjs`,
      });
      thrown = page.thrown;
      from = page.origin;
    } else thrown = runInNode(engine.slice(4), entry, n);
    const to = engine === 'chromium' ? at : 'file://';
    for (const { fault, type, message, stack } of thrown) {
      const clean = stack?.replaceAll(from, to).replaceAll(base, '');
      lines.push(JSON.stringify({ fault, engine, build, release, type, message, stack: clean }));
    }
    const well = thrown.filter(({ message }) => message.endsWith('went well'));
    console.log(`${engine} ${build} ${release}: ${thrown.length} errors`, well);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
writeFileSync(join(HERE, set, 'stacks.ndjson'), `${lines.join('\n')}\n`);

// `node test/grouping/collect.mjs` builds the program anew in all its forms, runs each, and writes the
// stacks that were thrown to `stacks.ndjson` and the maps of the minified forms to `maps/`.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bundle, writeSource } from './build-program.mjs';
import { runInChromium } from './run-in-chromium.mjs';
import { runInNode } from './run-in-node.mjs';

const HERE = new URL('.', import.meta.url).pathname;
const FORMS = [
  { engine: 'node22', release: 1, build: 'source', at: '/srv/shop', n: 7 },
  { engine: 'node24', release: 2, build: 'source', at: '/home/deploy/releases/20260412', n: 12 },
  { engine: 'node26', release: 1, build: 'esbuild', at: '/opt/app/current', n: 31 },
  { engine: 'node24', release: 2, build: 'terser', at: '/srv/shop', n: 8 },
  { engine: 'node22', release: 2, build: 'oxc', at: '/var/task', n: 104 },
  { engine: 'chromium', release: 1, build: 'source', at: 'https://shop.example', n: 3 },
  { engine: 'chromium', release: 1, build: 'esbuild', at: 'https://cdn.example', n: 26 },
  { engine: 'chromium', release: 2, build: 'terser', at: 'https://shop.example', n: 55 },
  { engine: 'chromium', release: 2, build: 'oxc', at: 'https://www.shop.example', n: 9 },
];

const scratch = mkdtempSync(join(tmpdir(), 'grouping-'));
const maps = join(HERE, 'maps');
rmSync(maps, { recursive: true, force: true });
mkdirSync(maps);
const lines = [];
try {
  for (const form of FORMS) {
    const { engine, release, build, at, n } = form;
    const base = mkdtempSync(join(scratch, 'run-'));
    const folder = join(base, at.startsWith('/') ? at : 'served');
    let entry = writeSource(folder, release);
    if (build !== 'source') {
      const made = await bundle(build, entry, join(folder, 'dist'));
      entry = made.file;
      copyFileSync(`${made.file}.map`, join(maps, made.map));
    }
    let thrown;
    let from = `file://${base}`;
    if (engine === 'chromium') {
      const path = `/${basename(dirname(entry))}/${basename(entry)}`;
      const ran = await runInChromium(folder, path, n);
      ({ thrown } = ran);
      from = ran.origin;
    } else thrown = runInNode(engine.slice(4), entry, n);
    const to = engine === 'chromium' ? at : 'file://';
    for (const { fault, type, message, stack } of thrown) {
      const clean = stack?.replaceAll(from, to).replaceAll(base, '');
      lines.push(JSON.stringify({ fault, engine, build, release, type, message, stack: clean }));
    }
    console.log(`${engine} ${build} ${release}: ${thrown.length} stacks`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
writeFileSync(join(HERE, 'stacks.ndjson'), `${lines.join('\n')}\n`);

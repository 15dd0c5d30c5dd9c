// Makes src/line-module.ts of assembly/ where that has changed since. AssemblyScript is fetched for it
// and no dependency: it is a hundred megabytes, and who builds Sonde without a change there needs none.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMPILER = 'assemblyscript@0.28.20';
const OPTIONS =
  '-O3 --noAssert --runtime stub --enable simd --enable bulk-memory --memoryBase 655360 ' +
  '--initialMemory 11 --maximumMemory 11 --use abort=';

const here = import.meta.dirname;
const target = join(here, 'src/line-module.ts');
const hash = createHash('sha256').update(COMPILER).update(OPTIONS);
const folder = join(here, 'assembly');
for (const name of readdirSync(folder).toSorted()) {
  if (name.endsWith('.ts')) hash.update(readFileSync(join(folder, name)));
}
const digest = hash.digest('hex');
if (!readFileSync(target, 'utf8').includes(digest)) {
  const work = mkdtempSync(join(tmpdir(), 'sonde-assemble-'));
  const file = join(work, 'line.wasm');
  const args = ['index.ts', '--baseDir', folder, '-o', file, ...OPTIONS.split(' ')];
  execFileSync('npx', ['--yes', '--package', COMPILER, 'asc', ...args], {
    cwd: folder,
    stdio: 'inherit',
  });
  const code = readFileSync(file).toString('base64');
  rmSync(work, { recursive: true });
  const lines = code.match(/.{1,92}/g).map((line) => `  '${line}'`);
  writeFileSync(
    target,
    `// Made by assemble.mjs of assembly/, ${digest}\nexport const lineModule: string =\n${lines.join(' +\n')};\n`,
  );
}

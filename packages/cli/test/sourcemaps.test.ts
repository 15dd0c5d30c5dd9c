import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';

const SONDE = fileURLToPath(new URL('../dist/sonde.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'sonde-maps-'));
afterAll(() => rmSync(root, { recursive: true }));

const [built, maps] = [join(root, 'dist'), join(root, 'maps')];

function run(verb: string, ...rest: string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [SONDE, 'sourcemaps', verb, ...rest],
    { encoding: 'utf8' },
  );
  return { code: status, out: stdout + stderr };
}

it('upload moves the maps and check agrees; before that, it does not', async () => {
  mkdirSync(join(built, 'assets'), { recursive: true });
  await build({
    stdin: { contents: 'globalThis.total = (cart) => cart.lines.length', sourcefile: 'cart.js' },
    outfile: join(built, 'assets/app.js'),
    minify: true,
    sourcemap: true,
  });
  const before = run('check', built, '--to', maps);
  expect(before.code).toBe(1);
  expect(before.out).toContain('assets/app.js: its map would be published');

  const moved = run('upload', built, '--to', maps);
  expect(moved).toMatchObject({ code: 0, out: expect.stringContaining('1 maps moved') });
  expect(readdirSync(join(built, 'assets'))).toEqual(['app.js']);
  expect(readFileSync(join(built, 'assets/app.js'), 'utf8')).not.toContain('sourceMappingURL');
  expect(readdirSync(maps)).toHaveLength(2);
  expect(run('check', built, '--to', maps)).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 scripts, each with its map, none published'),
  });
});

it('a wrong call says how it is called', () => {
  expect(run('download', built)).toMatchObject({
    code: 1,
    out: expect.stringContaining('sonde sourcemaps upload|check dist --to ../maps'),
  });
});

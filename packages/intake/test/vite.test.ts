import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateSourceMaps } from '@sonde/intake/vite';
import { expect, test } from 'vitest';

test('a Vite build publishes no source map; the private folder has it', async () => {
  const { build } = await import('vite');
  const root = mkdtempSync(join(tmpdir(), 'sonde-vite-'));
  writeFileSync(join(root, 'index.html'), '<script type="module" src="/main.js"></script>');
  writeFileSync(join(root, 'main.js'), 'const total = (cart) => cart.lines.length;\ntotal({});\n');
  const maps = join(root, 'maps');
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [privateSourceMaps({ folder: maps })],
  });

  const published = readdirSync(join(root, 'dist/assets'));
  expect(published).toEqual([expect.stringMatching(/^index-.+\.js$/)]);
  const script = readFileSync(join(root, 'dist/assets', published[0] ?? ''), 'utf8');
  expect(script).not.toContain('sourceMappingURL');

  expect(readdirSync(maps)).toContain(`${published[0]}.map`);
  const map = JSON.parse(readFileSync(join(maps, `${published[0]}.map`), 'utf8')) as {
    sourcesContent: string[];
  };
  expect(map.sourcesContent.join()).toContain('cart.lines.length');
  expect(statSync(maps).mode & 0o777).toBe(0o700);
  expect(statSync(join(maps, `${published[0]}.map`)).mode & 0o777).toBe(0o600);
  rmSync(root, { recursive: true });
});

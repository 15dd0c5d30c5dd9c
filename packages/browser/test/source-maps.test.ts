import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processFolder } from '@sonde/intake/sourcemaps';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { launchChromium, test } from './support/chromium.js';
import { pageWith, startPageSite } from './support/page-site.js';

test('an error of a minified page names the original function, file and line, without a published map', async () => {
  const maps = mkdtempSync(join(tmpdir(), 'sonde-maps-'));
  const { outputFiles } = await build({
    stdin: {
      contents: `
        function totalOf(cart) {
          return cart.lines.length;
        }
        addEventListener('click', function placeOrder() { totalOf({}); });`,
      sourcefile: 'src/cart.js',
      resolveDir: '/',
    },
    bundle: true,
    minify: true,
    sourcemap: 'external',
    outfile: 'app-4f3a.js',
    write: false,
  });
  const [map, script] = outputFiles;
  writeFileSync(join(maps, 'app-4f3a.js.map'), map?.contents ?? '');
  const site = await startPageSite({ sourcemaps: maps });
  site.serve('/app-4f3a.js', script?.text ?? '');
  site.serve('/', pageWith('', { head: '<script defer src="/app-4f3a.js"></script>' }));

  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(site.origin);
  await page.click('#go');
  const error = await waitFor('the error', () =>
    site.sink.logs.find(({ record }) => record.eventName === 'exception'),
  );
  const frames = JSON.parse(String(error.attributes['sonde.error.frames'])) as {
    function?: string;
    file: string;
    line?: number;
    source?: { lines: string[] };
  }[];
  expect(frames[0]).toMatchObject({ function: 'totalOf', line: 3, inApp: true });
  expect(frames[0]?.file).toMatch(/src\/cart\.js$/);
  expect(frames[0]?.source?.lines.join('\n')).toContain('return cart.lines.length');
  expect(frames[1]).toMatchObject({ line: 5 });
  expect(site.seen.filter(({ path }) => path.endsWith('.map'))).toEqual([]);
  await browser.close();
  await site.close();
  rmSync(maps, { recursive: true });
});

test('a script that was renamed after the build finds its map by the debug id', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sonde-maps-'));
  const [built, maps] = [join(root, 'built'), join(root, 'maps')];
  await build({
    stdin: {
      contents: `addEventListener('click', function placeOrder() { null.total });`,
      sourcefile: 'src/order.js',
    },
    minify: true,
    sourcemap: true,
    outfile: join(built, 'order.js'),
  });
  processFolder(built, maps);
  const site = await startPageSite({ sourcemaps: maps });
  site.serve('/renamed.js', readFileSync(join(built, 'order.js'), 'utf8'));
  site.serve('/', pageWith('', { head: '<script defer src="/renamed.js"></script>' }));
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(site.origin);
  await page.click('#go');
  const error = await waitFor('the error', () =>
    site.sink.logs.find(({ record }) => record.eventName === 'exception'),
  );
  const [frame] = JSON.parse(String(error.attributes['sonde.error.frames'])) as { file: string }[];
  expect(frame?.file).toMatch(/src\/order\.js$/);
  expect(error.attributes).not.toHaveProperty(['sonde.error.debug_ids']);
  await browser.close();
  await site.close();
  rmSync(root, { recursive: true });
});

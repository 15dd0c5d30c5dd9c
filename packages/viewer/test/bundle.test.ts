import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sonde-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the bundle runs from a folder that holds nothing else', async () => {
  for (const name of ['viewer.js', 'store-worker.js', 'page']) {
    cpSync(join(DIST, name), join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'start.js'),
    `import { startViewer } from './viewer.js';
     const viewer = await startViewer({ otlpHttpPort: 0, otlpGrpcPort: 0, pagePort: 0, dataFolder: './data' });
     console.log(JSON.stringify(viewer.urls));
     process.once('SIGTERM', () => viewer.close());`,
  );
  const child = spawn(process.execPath, ['start.js'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const urls = JSON.parse(line) as { page: string; otlpHttp: string };
  const page = await fetch(urls.page);
  expect(await page.text()).toContain('<title>');
  expect((await fetch(`${urls.page}/api/services`)).status).toBe(200);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
});

test('the package needs nothing at run time, and tells its own version', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const manifest = JSON.parse(text) as { version: string; dependencies?: object };
  expect(manifest.dependencies).toBeUndefined();
  expect(readFileSync(new URL('../src/version.ts', import.meta.url), 'utf8')).toContain(
    `'${manifest.version}'`,
  );
});

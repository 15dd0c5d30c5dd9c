import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const ROUTER = { router: '/node_modules/router/index.mjs' };

/**
 * What a program throws in Chromium, fault by fault. `folder` is served; `entry` is its path;
 * `imports` are its dependencies.
 */
export async function runInChromium(folder, entry, n, imports = ROUTER) {
  const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="/node_modules/start/start.mjs"></script>`;
  const start = `import { runAll } from '${entry}';\nrunAll(${n}).then((thrown) => { window.thrown = thrown; });`;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://a').pathname);
    if (path === '/') return response.setHeader('content-type', 'text/html').end(page);
    response.setHeader('content-type', 'text/javascript');
    if (path === '/node_modules/start/start.mjs') return response.end(start);
    const file = join(folder, path);
    if (!existsSync(file)) return response.writeHead(404).end();
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  try {
    const origin = `http://127.0.0.1:${server.address().port}`;
    const tab = await browser.newPage();
    await tab.goto(`${origin}/`);
    await tab.waitForFunction(() => globalThis.thrown !== undefined);
    return { origin, thrown: await tab.evaluate(() => globalThis.thrown) };
  } finally {
    await browser.close();
    server.close();
  }
}

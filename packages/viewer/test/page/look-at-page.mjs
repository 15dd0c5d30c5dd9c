// Takes a picture of every view: node look-at-page.mjs FOLDER [normal|empty|huge] [name…]
// REAL=1 asks a real viewer, fed with the same data over OTLP.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startGeneratedViewer } from './generated-viewer.ts';

const [folder = '/tmp/sonde-page', set = 'normal', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const viewer = process.env.REAL ? await startRealViewer() : await startGeneratedViewer(set);
const browser = await chromium.launch({
  executablePath: process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});
const trace = set === 'huge' ? 'f'.repeat(32) : await firstFailing();
const views = {
  overview: '/',
  traces: '/traces',
  trace: `/traces/${trace}`,
  logs: '/logs',
  errors: '/errors',
  issue: `/errors/${await firstIssue()}`,
  runtime: '/runtime',
  page: '/page',
};
for (const [width, height] of [
  [1280, 860],
  [400, 800],
]) {
  for (const colorScheme of ['dark', 'light']) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.on(
      'console',
      (message) => message.type() === 'error' && console.log('console:', message.text()),
    );
    page.on('pageerror', (error) => console.log('page error:', error.message));
    for (const [name, path] of Object.entries(views)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await page.goto(viewer.url + path);
      await page.waitForFunction(() => !document.querySelector('.loading'));
      if (name === 'trace') {
        await page.waitForSelector('.span-row, .notice');
        const records = page.locator('.records.bad').first();
        if (await records.count()) await records.click();
        if (width > 1000 && (await page.locator('.span-open').count()) > 7)
          await page.locator('.span-open').nth(7).click();
      }
      await page.waitForTimeout(250);
      const wide = await page.evaluate(
        () =>
          document.documentElement.scrollWidth -
          innerWidth +
          Math.max(
            0,
            document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth,
          ),
      );
      if (wide > 0) console.log(`${name} ${width}: ${wide} px too wide`);
      await page.screenshot({ path: join(folder, `${set}-${name}-${width}-${colorScheme}.png`) });
    }
    await page.close();
  }
}
await browser.close();
await viewer.close();

async function firstFailing() {
  const answer = await fetch(`${viewer.url}/api/traces?status=error`);
  return (await answer.json()).traces[0]?.traceId ?? 'none';
}

async function firstIssue() {
  const answer = await fetch(`${viewer.url}/api/issues`);
  return (await answer.json()).issues[0]?.fingerprint ?? 'none';
}

async function startRealViewer() {
  const { startViewer } = await import('@sonde/viewer');
  const { feedViewer } = await import('./feed-viewer.ts');
  const { generateData } = await import('./generated-data.ts');
  const real = await startViewer({
    otlpHttpPort: 0,
    otlpGrpcPort: 0,
    pagePort: 0,
    dataFolder: ':memory:',
  });
  await feedViewer(real.urls.otlpHttp, generateData(set, Date.now()));
  return { url: real.urls.page, close: () => real.close() };
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedViewer } from './feed-viewer.js';
import { generateData } from './generated-data.js';
import { type OpenViewer, openViewer } from './open-viewer.js';

const LONG = `/traces/${'f'.repeat(32)}`;
let opened: OpenViewer;

beforeAll(async () => {
  opened = await openViewer();
  await feedViewer(opened.viewer.urls.otlpHttp, generateData('huge', Date.now()));
});
afterAll(() => opened?.close());

test('a trace of 20,000 spans opens, scrolls to its end and folds, with few rows in the document', async () => {
  const { page, problems } = await opened.open(LONG);
  await page.locator('.span-row:not(.waiting)').first().waitFor();
  const total = () => page.getByRole('treegrid').getAttribute('aria-rowcount').then(Number);
  expect(await total()).toBe(20_000);

  for (const share of [0.3, 0.6, 1]) {
    await page.evaluate((part) => {
      const main = document.querySelector('main') as HTMLElement;
      main.scrollTop = main.scrollHeight * part;
    }, share);
    await page.waitForFunction((part) => {
      const rows = [...document.querySelectorAll('.span-row:not(.waiting)')];
      const first = Number(rows[0]?.getAttribute('aria-rowindex'));
      return first > 20_000 * part - 2000;
    }, share);
    expect(await page.locator('.span-row').count()).toBeLessThan(120);
  }
  await page.locator('[aria-rowindex="20000"]').waitFor();

  await page.evaluate(() => document.querySelector('main')?.scrollTo(0, 0));
  await page.locator('[aria-rowindex="1"]:not(.waiting)').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(
    () => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') === '1',
  );
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(
    () => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') === '20000',
  );
  expect(problems).toEqual([]);
  await page.close();
});

test('hostile text is shown as text: nothing runs, nothing is hidden, the policy refuses nothing', async () => {
  const { page, problems } = await opened.open('/');
  for (const path of ['/', '/traces', LONG, '/logs?q=gpj', '/errors', '/runtime', '/page']) {
    await page.goto(opened.viewer.urls.page + path);
    await page.waitForFunction(() => !document.querySelector('.loading'));
  }
  await page.goto(`${opened.viewer.urls.page}/logs?q=gpj`);
  await page.locator('.log-row').first().click();
  await page.locator('.log-open').waitFor();
  const text = await page.locator('main').innerText();
  expect(text).toContain('<script>');
  expect(text).toContain('\\u202e');
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0007\u001b\u200b\u202e]/);
  expect(await page.locator('img, main script').count()).toBe(0);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(problems).toEqual([]);
  await page.close();
});

test('no view is wider than a screen of 400 pixels, with ordinary and with hostile data', async () => {
  const { page, problems } = await opened.open('/', { viewport: { width: 400, height: 800 } });
  for (const path of [
    '/',
    '/traces',
    LONG,
    '/logs',
    '/logs?q=gpj',
    '/errors',
    '/runtime',
    '/page',
  ]) {
    await page.goto(opened.viewer.urls.page + path);
    await page.waitForFunction(() => !document.querySelector('.loading'));
    const over = await page.evaluate(() => {
      const main = document.querySelector('main') as HTMLElement;
      return Math.max(
        document.documentElement.scrollWidth - innerWidth,
        main.scrollWidth - main.clientWidth,
      );
    });
    expect(over, path).toBeLessThanOrEqual(0);
  }
  expect(problems).toEqual([]);
  await page.close();
});

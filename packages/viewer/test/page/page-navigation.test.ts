import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedLogs, feedViewer } from './feed-viewer.js';
import { generateData } from './generated-data.js';
import { type OpenViewer, openViewer } from './open-viewer.js';

let opened: OpenViewer;
const data = generateData('normal', Date.now());

beforeAll(async () => {
  opened = await openViewer();
  await feedViewer(opened.viewer.urls.otlpHttp, data);
});
afterAll(() => opened?.close());

test('g and a letter lead to each view, and the address says which', async () => {
  const { page, problems } = await opened.open('/');
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  for (const [key, path, words] of [
    ['t', '/traces', 'Place order'],
    ['l', '/logs', 'incoming request'],
    ['e', '/errors', 'OrderError'],
    ['r', '/runtime', 'Event-loop delay'],
    ['p', '/page', 'Largest contentful paint'],
    ['o', '/', 'Who calls whom'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.pathname === path);
    await page.getByText(words).first().waitFor();
  }
  expect(problems).toEqual([]);
  await page.close();
});

test('a trace is found by keys, opened, its span shown, and back goes the same way', async () => {
  const { page, problems } = await opened.open('/traces?range=6h');
  await page.locator('.trace-row').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.locator('.trace-row.active').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/traces\/[0-9a-f]{32}\?range=6h$/);
  await page.locator('.span-row:not(.waiting)').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/span=[0-9a-f]{16}/);
  await page.getByRole('heading', { name: 'Attributes' }).waitFor();
  const shared = page.url();
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.search.includes('span='));
  await page.goBack();
  await page.waitForURL((url) => url.pathname === '/traces');

  await page.goto(shared);
  await page.getByRole('heading', { name: 'Attributes' }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test('filters stand in the address, and a copied address brings them back', async () => {
  const { page } = await opened.open('/traces');
  await page.getByLabel('Status').selectOption('error');
  await page.waitForURL(/status=error/);
  await page.waitForFunction(
    () =>
      document.querySelectorAll('.trace-row').length > 0 &&
      [...document.querySelectorAll('.trace-row')].every((row) => row.querySelector('.dot-bad')),
  );
  const { page: other } = await opened.open(
    new URL(page.url()).pathname + new URL(page.url()).search,
  );
  await other.locator('.trace-row .dot-bad').first().waitFor();
  expect(await other.getByLabel('Status').inputValue()).toBe('error');
  await page.close();
  await other.close();
});

test('slash goes to the search, the question mark shows the keys', async () => {
  const { page } = await opened.open('/logs');
  await page.locator('.log-row').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('cache miss');
  await page.waitForURL(/q=cache\+miss/);
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('.log-message')];
    return rows.length > 0 && rows.every((row) => row.textContent?.includes('cache miss'));
  });
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  await page.close();
});

test('logs and errors of a span unfold below it, and lead to the issue', async () => {
  const failing = data.traces.find((trace) => trace.summary.issues.length > 0);
  const { page, problems } = await opened.open(`/traces/${failing?.summary.traceId}`);
  await page
    .getByRole('button', { name: /[1-9] errors$/ })
    .first()
    .click();
  await page.locator('.span-records').getByRole('link', { name: 'issue' }).first().click();
  await page.waitForURL(/\/errors\/[0-9a-f]{16}/);
  await page.getByText('Why these are together').waitFor();
  const line = page.locator('.source .failing').first();
  await line.waitFor();
  expect(await line.textContent()).toContain("throw new OrderError('could not place the order'");
  expect(await page.locator('details.vendor').first().getAttribute('open')).toBeNull();
  expect(problems).toEqual([]);
  await page.close();
});

test('new logs appear without a reload, wait while paused, and come when it goes on', async () => {
  const { page, problems } = await opened.open('/logs');
  await page.locator('.log-row').first().waitFor();
  await page.getByRole('button', { name: 'Live' }).waitFor();
  const row = (message: string) => ({
    id: message,
    time: Date.now(),
    level: 'info' as const,
    service: 'orders',
    message,
    attributes: {},
  });
  await feedLogs(opened.viewer.urls.otlpHttp, [row('seen at once')]);
  await page.getByText('seen at once').first().waitFor();

  await page.keyboard.press('.');
  await page.getByRole('button', { name: 'Paused' }).waitFor();
  await feedLogs(opened.viewer.urls.otlpHttp, [row('seen after the pause')]);
  await page.waitForFunction(async () =>
    (await (await fetch('/api/logs?q=pause')).text()).includes('seen after the pause'),
  );
  expect(await page.getByText('seen after the pause').count()).toBe(0);
  await page.keyboard.press('.');
  await page.getByText('seen after the pause').first().waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test('a long list of logs is read on while scrolling, with few rows in the document', async () => {
  const { page } = await opened.open('/logs?range=1h');
  await page.locator('.log-row').first().waitFor();
  await page.waitForFunction(() => {
    const main = document.querySelector('main') as HTMLElement;
    main.scrollTop = main.scrollHeight;
    return main.scrollHeight > 600 * 26;
  });
  expect(await page.locator('.log-row').count()).toBeLessThan(100);
  await page.close();
});

test('the page says so when the viewer is gone, and shows its data still', async () => {
  const own = await openViewer();
  await feedViewer(own.viewer.urls.otlpHttp, data);
  const { page } = await own.open('/');
  await page.getByRole('button', { name: 'Live' }).waitFor();
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  await own.viewer.close();
  await page.getByRole('alert').getByText('The viewer does not answer').waitFor();
  expect(await page.getByRole('heading', { name: 'Services' }).count()).toBe(1);
  await own.close().catch(() => {});
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedLogs } from './feed-viewer.js';
import { type OpenViewer, openViewer } from './open-viewer.js';

let opened: OpenViewer;

beforeAll(async () => {
  opened = await openViewer();
  await feedLogs(opened.viewer.urls.otlpHttp, [
    {
      id: '1',
      time: Date.now(),
      level: 'error',
      service: 'orders',
      message: 'no stock',
      attributes: { 'exception.type': 'StockError', 'exception.message': 'no stock' },
    },
  ]);
});
afterAll(() => opened?.close());

test('an issue is muted, reopened and resolved by its buttons, and found by its state', async () => {
  const { page, problems } = await opened.open('/errors');
  await page.locator('.issue-row').getByText('new', { exact: true }).waitFor();
  await page.locator('.issue-row').click();
  const title = page.getByRole('heading', { level: 1 });
  await title.getByText('new', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Mute for a day' }).click();
  await title.getByText('muted', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Reopen' }).click();
  await page.getByRole('button', { name: 'Mute for a week' }).waitFor();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await title.getByText('resolved').waitFor();

  await page.goBack();
  await page.getByLabel('State').selectOption('resolved');
  await page.waitForURL(/state=resolved/);
  await page.locator('.issue-row').getByText('resolved').waitFor();
  await page.getByLabel('State').selectOption('muted');
  await page.locator('.issue-row').waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
  await page.close();
});

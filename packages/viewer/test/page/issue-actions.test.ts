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

test('a new issue is told once on whatever view is open, and leads to itself', async () => {
  const { page, problems } = await opened.open('/logs');
  const notice = page.locator('.issue-notice');
  const fail = (type: string): Promise<void> =>
    feedLogs(opened.viewer.urls.otlpHttp, [
      {
        id: type,
        time: Date.now(),
        level: 'error',
        service: 'orders',
        message: 'told',
        attributes: { 'exception.type': type, 'exception.message': '<b>told</b>' },
      },
    ]);
  await page.getByRole('button', { name: 'Live' }).waitFor();
  await fail('FirstError');
  await notice.getByText('New issue in orders').waitFor();
  await notice.getByText('FirstError: <b>told</b>').waitFor();
  await fail('SecondError');
  await notice.getByText('SecondError').waitFor();
  await notice.getByText('and 1 more').waitFor();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await notice.getByText('New issue').waitFor({ state: 'detached' });
  await fail('SecondError');
  await fail('ThirdError');
  await notice.getByText('ThirdError').waitFor();
  expect(await notice.getByText('more').count()).toBe(0);
  await notice.getByText('ThirdError').click();
  await page.getByRole('heading', { level: 1 }).getByText('ThirdError').waitFor();
  await notice.getByText('New issue').waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
  await page.close();
});

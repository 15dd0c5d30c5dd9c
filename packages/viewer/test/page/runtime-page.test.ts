import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SpansAnswer, TracesAnswer } from '../../src/api.js';
import { type Explained, startExplained } from '../start-explained.js';
import { type OpenViewer, openViewer } from './open-viewer.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let opened: OpenViewer;
let service: Explained;
let waited = '';
let blocker = '';
let profiled = '';

const startups = async (): Promise<TracesAnswer> =>
  (await (await fetch(`${opened.viewer.urls.page}/api/traces?q=startup`)).json()) as TracesAnswer;

beforeAll(async () => {
  opened = await openViewer();
  service = await startExplained(opened.viewer);
  const api = `${opened.viewer.urls.page}/api`;
  const told = async (): Promise<boolean> => {
    for (const end = Date.now() + 3000; Date.now() < end; await setTimeout(50)) {
      const [forWhom, why] = await Promise.all([
        has(`/traces/${waited}/reasons`, blocker),
        has(`/traces/${blocker}/reasons`, 'kept the event loop'),
      ]);
      if (forWhom && why) return true;
    }
    return false;
  };
  const has = async (path: string, what: string): Promise<boolean> =>
    (await (await fetch(api + path)).text()).includes(what);
  // A starved machine hides a block for good reason.
  for (let i = 0; i < 10; i++) {
    [waited, blocker] = await Promise.all([service.ask('/wait'), service.ask('/block')]);
    if (await told()) break;
  }
  [, profiled] = await Promise.all([service.profile(1000), service.ask('/block')]);
  await vi.waitFor(async () => {
    expect(await has('/logs?q=event.name:nodejs.profile', 'sonde.profile.tree')).toBe(true);
  }, 10_000);
});
afterAll(async () => {
  await service?.stop();
  await opened?.close();
});

test('a trace that waited says for whom, and leads there', async () => {
  const { page, problems } = await opened.open(`/traces/${waited}`);
  const why = page.getByRole('region', { name: 'Why' });
  await why.getByText('which ran rankProducts (explained.mjs:').waitFor();
  await why.getByRole('link', { name: 'trace' }).first().click();
  await page.getByText('It kept the event loop of shop').waitFor();
  expect(page.url()).toContain(blocker);
  expect(problems).toEqual([]);
  await page.close();
});

test('a trace leads to the profile that was taken meanwhile', async () => {
  const { page, problems } = await opened.open(`/traces/${profiled}`);
  await page.getByText('A CPU profile of shop').waitFor();
  await page.getByRole('link', { name: 'profile' }).click();
  const flame = page.locator('.profiles .flame');
  await flame
    .getByRole('button', { name: /^rankProducts, / })
    .first()
    .waitFor();
  await expect
    .poll(() => page.locator('.profiles').evaluate((one) => one.getBoundingClientRect().top))
    .toBeLessThan(900);
  expect(problems).toEqual([]);
  await page.close();
});

test('a mark on the lag leads to the function and the trace', async () => {
  const { page, problems } = await opened.open('/runtime?range=5m');
  await page.locator('.chart .u-over').first().waitFor();
  const chart = page.locator('.chart .u-over').first();
  const box = await chart.boundingBox();
  // A machine with other work to do makes blocks of its own.
  const chosen = page.locator('.chosen-block', { hasText: 'rankProducts' });
  // The marks are at the right, where the last minute is.
  for (let x = (box?.width ?? 0) - 2; x > 0 && (await chosen.count()) === 0; x -= 8) {
    await chart.click({ position: { x, y: 40 } });
  }
  await chosen.getByRole('link', { name: 'rankProducts' }).waitFor();
  await chosen.getByRole('link', { name: 'trace' }).click();
  await page.getByText('It kept the event loop of shop').waitFor();
  await page.goBack();
  await page.locator('.blocks').getByRole('link', { name: 'rankProducts' }).first().click();
  await page.locator('.issue-row', { hasText: 'in rankProducts' }).first().waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

for (const width of [1280, 400]) {
  test(`a start is a flame graph of its modules, ${width} px`, async () => {
    const { page, problems } = await opened.open('/runtime', {
      viewport: { width, height: 900 },
    });
    await page.getByText(/\d m?s until it listened/).waitFor();
    const boxOf = async (name: RegExp) => {
      const found = page.getByRole('button', { name }).first();
      await found.waitFor();
      return {
        width: (await found.boundingBox())?.width ?? 0,
        kind: await found.getAttribute('class'),
      };
    };
    const whole = await boxOf(/^startup, /);
    const node = await boxOf(/^node bootstrap, /);
    const own = await boxOf(/explained\.mjs, /);
    expect(node.width).toBeLessThan(whole.width);
    expect(own.width).toBeGreaterThan(0);
    expect([whole.kind, node.kind, own.kind]).toEqual(['flame-node', 'flame-node', 'flame-own']);
    const [trace] = (await startups()).traces;
    const { spans } = (await (
      await fetch(`${opened.viewer.urls.page}/api/traces/${trace?.traceId}/spans`)
    ).json()) as SpansAnswer;
    const [start] = spans;
    const bootstrap = spans.find(({ name }) => name === 'node bootstrap');
    const share = (bootstrap?.duration ?? 0) / (start?.duration ?? 1);
    expect(node.width / whole.width).toBeCloseTo(share, 1);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.close();
  });
}

for (const width of [1280, 400]) {
  test(`a profile is a flame graph in which a function can be widened, ${width} px`, async () => {
    const { page, problems } = await opened.open('/runtime', {
      viewport: { width, height: 900 },
    });
    const flame = page.locator('.profiles .flame');
    await flame.waitFor();
    const own = flame.getByRole('button', { name: /^rankProducts, / }).first();
    await own.click();
    await flame.getByRole('button', { name: 'Show all' }).waitFor();
    // It is drawn anew, and another one may lie below the mouse.
    await own.hover();
    await expect.poll(() => flame.locator('.meta').textContent()).toContain('explained.mjs');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await page.close();
  });
}

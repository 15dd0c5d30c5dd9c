import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { type ShopVisit, visitShop } from './shop-visit.ts';
import { type System, startSystem } from './start-system.ts';
import { openView, readWaterfall, type SpanSeen } from './viewer-page.ts';

const CUSTOMER = {
  name: 'A Sailor',
  email: 'sailor@example.com',
  password: 'kelp-anchor',
  card: '4111 1111 1111 1111',
};

const SCREENSHOTS = fileURLToPath(new URL('../../test-results/end-to-end', import.meta.url));

let system: System;
let browser: Browser;
let viewer: Page;
const viewerErrors: string[] = [];
/** Trace ids that the click on “Pay” began. */
let bought: string;
let failed: string;

/** A person clicks through the shop, with every fault once; what follows only reads the viewer. */
beforeAll(async () => {
  system = await startSystem();
  browser = await openBrowser();
  const page = await browser.newPage();
  const shop = await visitShop(page, system.shopUrl);
  bought = await shop.checkOut(CUSTOMER);
  await shop.cause('Throw');
  await shop.cause('Reject');
  await shop.cause('Load');
  await withFault(shop, 'Checkout fails', async () => {
    failed = await shop.checkOut(CUSTOMER);
  });
  await withFault(shop, 'Catalog blocks', () => callApi('products', 1));
  await withFault(shop, 'Slow query', () => callApi('orders/recent', 1));
  await withFault(shop, 'Notify is down', async () => {
    for (let i = 0; i < 4; i += 1) await shop.checkOut(CUSTOMER);
  });
  // Stays on: what leaked is only held as long as the fault is.
  await shop.switchFault('Orders leaks');
  await callApi('orders/recent', 100);
  await page.close();

  viewer = await browser.newPage({ viewport: { width: 1280, height: 4_000 } });
  viewer.on('pageerror', (error) => viewerErrors.push(error.message));
  viewer.on('console', (message) => {
    if (message.type() === 'error') viewerErrors.push(message.text());
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await system?.close();
});

async function withFault(shop: ShopVisit, title: string, act: () => Promise<void>): Promise<void> {
  await shop.switchFault(title);
  await act();
  await shop.switchFault(title);
}

async function callApi(path: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await (await fetch(`${system.shopUrl}/api/${path}`)).arrayBuffer();
  }
}

const open = (path: string, shows: string | RegExp) =>
  openView(viewer, `${system.viewerUrl}${path}`, shows);

test('one trace leads from the click through gateway and orders to the SQL statement', async () => {
  await open(`/traces/${bought}`, 'INSERT');
  const spans = await readWaterfall(viewer);
  const statement = spans.find(({ text }) => text.includes('INSERT INTO orders'));
  const way = statement?.ancestors ?? [];
  const inOrder = [/^shop-page click/, /^shop-page POST/, /^gateway POST/, /^orders POST/];
  const at = inOrder.map((step) => way.findIndex((text) => step.test(text)));
  expect(at, way.join('\n')).not.toContain(-1);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});

test('the logs of the trace stand under their spans, whatever they were written with', async () => {
  await open(`/traces/${bought}`, 'INSERT');
  const spans = await readWaterfall(viewer);
  expect(recordsOf(spans, 'gateway')).toContain('request completed');
  expect(recordsOf(spans, 'orders')).toContain('order placed');
  expect(recordsOf(spans, 'catalog')).toContain('looked up products');
  expect(recordsOf(spans, 'notify')).toContain('announced order');
});

test('the trace is found in the list of traces by the click that began it', async () => {
  await open('/traces?service=shop-page', 'click');
  const row = viewer.locator(`a[href*="/traces/${bought}"]`);
  expect(await row.innerText()).toContain('click');
});

test("the page's error is an issue whose top frame is the original function and file", async () => {
  await openIssue(/reading 'percent'/);
  const top = viewer.locator('.frame.in-app').first();
  expect(await top.innerText()).toMatch(/applyVoucher/);
  expect(await top.innerText()).toMatch(/page\/faults\/apply-voucher\.ts:\d+/);
  expect(await top.innerText()).toContain('Math.min(voucher.percent, 50)');
});

test("the page's rejection is an issue of its own, named after its original function", async () => {
  await openIssue(/reading 'map'/);
  const top = viewer.locator('.frame.in-app').first();
  expect(await top.innerText()).toMatch(/pickIds.*load-recommendations\.ts:\d+/s);
});

test('the script that failed to load is an issue', async () => {
  const main = await open('/errors', 'ResourceError');
  expect(await main.innerText()).toContain('/assets/reviews-widget.js');
});

test('the failed checkout is an issue with its causes, and its trace leads there', async () => {
  await openIssue('the payment was not taken');
  const chain = await viewer.locator('.error-link').allInnerTexts();
  expect(chain).toHaveLength(3);
  expect(chain[0]).toContain('PaymentError');
  expect(chain[1]).toContain('the payment provider closed the connection');
  expect(chain[2]).toContain('read ECONNRESET');
  await open(`/traces/${failed}`, 'PaymentError');
});

test('the block of 400 ms is on the Runtime view, at catalog', async () => {
  const main = await open('/runtime', /\d{3} ms/);
  const blocks = await main.locator('.blocks li').allInnerTexts();
  const ofCatalog = blocks.filter((text) => text.includes('catalog')).join('\n');
  expect(Number(/(\d+)(\.\d+)? ms/.exec(ofCatalog)?.[1])).toBeGreaterThan(390);
});

test('the slow query is a span that shows its statement', async () => {
  await open('/traces?min=1000&q=pg_sleep', /1\.[5-9]\d* s/);
  await viewer.locator('.trace-row', { hasText: 'orders/recent' }).first().click();
  await viewer.getByRole('treegrid', { name: 'Spans' }).waitFor();
  const spans = await readWaterfall(viewer);
  expect(spans.map(({ text }) => text).join('\n')).toContain('pg_sleep');
});

test('the breaker that opened is in the logs', async () => {
  const main = await open('/logs?q=breaker', 'breaker opened');
  expect(await main.innerText()).toContain('gateway');
});

test('the heap that grew is on the Runtime view', async () => {
  const main = await open('/runtime?service=orders', /used 1\d\d MiB/);
  expect(await main.innerText()).toContain('orders');
});

test('the page has its vitals and its slow calls', async () => {
  const main = await open('/page', 'LCP');
  expect(await main.innerText()).toContain('/api/products');
});

test('every view fits a wide and a narrow screen, light and dark', async () => {
  await open('/errors', /reading 'percent'/);
  const row = viewer.locator('.issue-row', { hasText: /reading 'percent'/ });
  const issue = await row.first().getAttribute('href');
  const views: Record<string, [path: string, shows: string | RegExp]> = {
    // The latest few: on a busy machine they are the moments in which a loop stood still.
    overview: ['/', /PaymentError|EventLoopBlock/],
    traces: ['/traces', 'orders/recent'],
    trace: [`/traces/${bought}`, 'INSERT'],
    logs: ['/logs', 'request completed'],
    errors: ['/errors', 'PaymentError'],
    issue: [issue ?? '/errors', 'applyVoucher'],
    runtime: ['/runtime', /\d{3} ms/],
    page: ['/page', 'LCP'],
  };
  const page = await browser.newPage();
  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 900 });
    for (const [name, [path, shows]] of Object.entries(views)) {
      await openView(page, system.viewerUrl + path, shows);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}-${colorScheme}.png` });
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${name} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
  await page.close();
}, 120_000);

test('the viewer itself had no error on its page', () => {
  expect(viewerErrors).toEqual([]);
});

async function openIssue(title: string | RegExp): Promise<void> {
  const main = await open('/errors', title);
  await main.locator('.issue-row', { hasText: title }).first().click();
  await viewer.locator('.error-link').first().waitFor();
}

function recordsOf(spans: SpanSeen[], service: string): string {
  return spans
    .filter((span) => span.service === service)
    .flatMap(({ records }) => records)
    .join('\n');
}

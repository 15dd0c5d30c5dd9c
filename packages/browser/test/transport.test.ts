import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { SunkLog } from '../../intake/test/support/otlp-sink.js';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { launchChromium, test } from './support/chromium.js';
import { type PageSite, pageWith, startPageSite } from './support/page-site.js';

let browser: Browser;
let site: PageSite;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await startPageSite();
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

const exceptions = (): SunkLog[] =>
  site.sink.logs.filter(({ record }) => record.eventName === 'exception');
const messages = (): string[] =>
  exceptions().map(({ attributes }) => String(attributes['exception.message']));

async function open(script: string, options?: Parameters<typeof pageWith>[1]): Promise<void> {
  site.serve('/', pageWith(script, options));
  await page.goto(site.origin);
}

test('a page where nothing happens sends nothing until it is left, then all vitals in one request', async () => {
  await open('');
  await page.click('#go');
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300))),
  );
  expect(site.telemetry()).toEqual([]);
  site.serve('/next', '<title>next</title>');
  await page.goto(`${site.origin}/next`);
  await waitFor('the vitals', () =>
    site.sink.logs.some(({ attributes }) => attributes['browser.web_vital.name'] === 'LCP'),
  );
  const vitals = site.sink.logs.filter(({ record }) => record.eventName === 'browser.web_vital');
  const names = vitals.map(({ attributes }) => String(attributes['browser.web_vital.name']));
  expect(names.toSorted()).toEqual(expect.arrayContaining(['CLS', 'FCP', 'INP', 'LCP', 'TTFB']));
  expect(vitals[0]?.attributes['browser.web_vital.rating']).toMatch(
    /^(good|needs-improvement|poor)$/,
  );
  const withVitals = site.telemetry().filter(({ body }) => body.includes('web_vital'));
  expect(withVitals).toHaveLength(1);
  const views = site.sink.logs.filter(({ record }) => record.eventName === 'browser.page_view');
  expect(views.map(({ attributes }) => attributes['url.path'])).toEqual(['/']);
});

test('each route of a page that changes its own address is a page view', async () => {
  await open(`
    history.pushState({}, '', '/cart?step=1');
    history.replaceState({}, '', '/cart?step=2');
    history.pushState({}, '', '/pay');
    history.back();`);
  await waitFor('the way back', () => page.url().includes('/cart'));
  await page.evaluate(() =>
    (window as unknown as { sonde: { flush(): Promise<void> } }).sonde.flush(),
  );
  await waitFor('four views', () => site.sink.logs.length >= 4);
  const views = site.sink.logs.filter(({ record }) => record.eventName === 'browser.page_view');
  expect(views.map(({ attributes }) => attributes['url.path'])).toEqual([
    '/',
    '/cart',
    '/pay',
    '/cart',
  ]);
});

test('nothing needs a preflight, no cookie is sent, nothing of it is traced', async () => {
  await context.addCookies([{ name: 'session', value: 'secret', url: site.origin }]);
  await open("setTimeout(() => { throw new Error('one') }); fetch('/api')");
  await waitFor('both', () => messages().length === 1 && site.sink.spans.length > 0);
  for (const { method, headers } of site.telemetry()) {
    expect(method).toBe('POST');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('traceparent');
  }
  expect(site.sink.spans.map(({ attributes }) => attributes['url.full'])).toEqual([
    `${site.origin}/api`,
  ]);
});

test('a foreign page that is allowed posts without a preflight and reads the answer', async () => {
  const pages = await startPageSite();
  const own = await startPageSite({ allowedOrigins: [pages.origin] });
  pages.serve(
    '/',
    pageWith("throw new Error('from afar')").replace('"/telemetry"', `"${own.origin}/telemetry"`),
  );
  await page.goto(pages.origin);
  await waitFor('the error', () => own.sink.logs.length > 0);
  expect(own.telemetry().map(({ method }) => method)).toEqual(['POST']);
  await Promise.all([pages.close(), own.close()]);
});

describe('is delivered once', () => {
  test('after a time of 503 and 429, not before Retry-After has passed', async () => {
    site.failTelemetry([{ status: 503 }, { status: 429, headers: { 'retry-after': '1' } }]);
    await open("throw new Error('patient')");
    await waitFor('the refusals', () => site.telemetry().length >= 2);
    const refused = Date.now();
    await waitFor('the error', () => messages().length > 0);
    expect(Date.now() - refused).toBeGreaterThan(900);
    expect(messages()).toEqual(['patient']);
    expect(site.telemetry()).toHaveLength(3);
  });

  test.each([503, 429])('after three seconds of %i', async (status) => {
    const until = Date.now() + 3_000;
    site.failTelemetryUntil(until, status);
    await open(
      "setTimeout(() => { throw new Error('early') }); setTimeout(() => { throw new Error('late') }, 1500)",
    );
    await waitFor('both errors', () => messages().length >= 2);
    expect(Date.now()).toBeGreaterThan(until);
    await page.evaluate('sonde.flush()');
    await site.lane.flush(2_000);
    expect(messages().toSorted()).toEqual(['early', 'late']);
  });

  test('before and after the page came back out of the back/forward cache', async () => {
    const keeping = await launchChromium(['--disable-back-forward-cache']);
    const kept = await keeping.newPage();
    site.serve('/next', '<title>next</title>');
    site.serve(
      '/',
      pageWith(`setTimeout(() => { throw new Error('before') });
        addEventListener('pageshow', ({ persisted }) => {
          if (persisted) setTimeout(() => { throw new Error('after') });
        });`),
    );
    await kept.goto(site.origin);
    await kept.goto(`${site.origin}/next`);
    await kept.evaluate('void setTimeout(() => history.back())');
    await waitFor('both errors', () => messages().length >= 2);
    await keeping.close();
    await site.lane.flush(2_000);
    expect(messages().toSorted()).toEqual(['after', 'before']);
    const views = site.sink.logs.filter(({ record }) => record.eventName === 'browser.page_view');
    expect(views).toHaveLength(2);
  });

  test('after the page was offline', async () => {
    await open('');
    await context.setOffline(true);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('while offline');
      });
    });
    await page.evaluate(() =>
      (window as unknown as { sonde: { flush(): Promise<void> } }).sonde.flush(),
    );
    expect(messages()).toEqual([]);
    await context.setOffline(false);
    await waitFor('the error', () => messages().length > 0);
    expect(messages()).toEqual(['while offline']);
  });

  test('with sixty records of 3 kB and a navigation 10 ms later', async () => {
    site.serve('/next', '<title>next</title>');
    await open(`
      for (let i = 0; i < 60; i++) setTimeout(() => {
        const e = new Error('record ' + i); e.stack += '\\n' + '    at frame (https://x.example/app.js:1:2)\\n'.repeat(62); throw e;
      });
      setTimeout(() => location.assign('/next'), 10);`);
    await waitFor('sixty errors', () => messages().length >= 60);
    expect(new Set(messages()).size).toBe(60);
    expect(messages()).toHaveLength(60);
  });

  test('with a message of 200 kB, which is cut', async () => {
    await open("throw new Error('long ' + 'x '.repeat(100_000))");
    await waitFor('the error', () => messages().length > 0);
    expect(messages()[0]).toMatch(/^long x x/);
    expect(messages()[0]?.length).toBeLessThan(9_000);
    expect(String(exceptions()[0]?.attributes['exception.stacktrace'])).toContain(site.origin);
  });
});

test('what the intake refuses for good is dropped and counted, not tried again', async () => {
  site.failTelemetry([{ status: 400 }]);
  await open("throw new Error('refused')");
  await waitFor('the refusal', () => site.telemetry().length === 1);
  const dropped = await waitFor('the count', () =>
    page.evaluate(() =>
      (window as unknown as { sonde: { dropped(): Record<string, number> } }).sonde.dropped(),
    ),
  );
  expect(dropped).toEqual({ refused: 1 });
});

test('a flood of different errors is bounded, and what is lost is counted', async () => {
  await open(
    `for (let i = 0; i < 1000; i++) setTimeout(() => { throw new Error('no ' + 'abcdefghij'[i % 10] + i) })`,
  );
  const dropped = async (): Promise<Record<string, number>> =>
    await page.evaluate('sonde.dropped()');
  await waitFor(
    'all to be told or counted',
    async () => messages().length + ((await dropped())['rate'] ?? 0) >= 1_000,
  );
  expect(Object.keys(await dropped())).toEqual(['rate']);
  expect(messages().length).toBeGreaterThanOrEqual(100);
  expect(messages().length + ((await dropped())['rate'] ?? 0)).toBe(1_000);
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { SunkSpan } from '../../intake/test/support/otlp-sink.js';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { launchChromium, test } from './support/chromium.js';
import { type PageSite, pageWith, startPageSite } from './support/page-site.js';

let browser: Browser;
let site: PageSite;
let foreign: PageSite;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  [site, foreign] = await Promise.all([startPageSite(), startPageSite()]);
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
  await Promise.all([site.close(), foreign.close()]);
});

async function open(script: string, attributes = ''): Promise<void> {
  site.serve('/', pageWith(script, { attributes }));
  await page.goto(site.origin);
}

async function spans(count: number): Promise<SunkSpan[]> {
  await waitFor(`${count} spans`, () => site.sink.spans.length >= count);
  return site.sink.spans;
}

const calls = (where: PageSite, path = '/api'): Record<string, string | string[] | undefined>[] =>
  where.seen.filter((request) => request.path === path).map(({ headers }) => headers);

test('a fetch of the own origin is a client span whose id the server gets', async () => {
  await open("fetch('/api?card=4111111111111111', { headers: { 'x-own': '1' } })");
  const [{ span, attributes } = {} as SunkSpan] = await spans(1);
  expect(span.kind).toBe(3);
  expect(attributes).toMatchObject({
    'http.request.method': 'GET',
    'url.full': `${site.origin}/api`,
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
    'sonde.source': 'browser',
  });
  expect(calls(site)[0]).toMatchObject({
    traceparent: `00-${span.traceId}-${span.spanId}-01`,
    'x-own': '1',
  });
});

test('a foreign origin gets a header only if it is allowed; its span is told all the same', async () => {
  await open(`fetch('${foreign.origin}/api')`);
  const [{ attributes } = {} as SunkSpan] = await spans(1);
  expect(attributes['url.full']).toBe(`${foreign.origin}/api`);
  expect(calls(foreign)[0]).not.toHaveProperty('traceparent');
  expect(foreign.seen.map(({ method }) => method)).toEqual(['GET']);

  await open(`fetch('${foreign.origin}/api')`, `data-allowed-origins="${foreign.origin}"`);
  const told = await waitFor('the allowed call', () =>
    calls(foreign).find(({ traceparent }) => traceparent),
  );
  expect(told['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('a call that reaches nobody is a failed span; one that the page gave up has no fault', async () => {
  await open(`
    fetch('http://127.0.0.1:1/gone').catch(() => {});
    const controller = new AbortController();
    fetch('/api', { signal: controller.signal }).catch(() => {});
    controller.abort();`);
  const list = await spans(2);
  const ofPath = (path: string): SunkSpan | undefined =>
    list.find(({ attributes }) => String(attributes['url.full']).endsWith(path));
  expect(ofPath('/gone')?.attributes).toMatchObject({ 'error.type': 'TypeError' });
  expect(ofPath('/gone')?.span.status?.code).toBe(2);
  expect(ofPath('/api')?.attributes).toMatchObject({ 'error.type': 'AbortError' });
  expect(ofPath('/api')?.span.status?.code).not.toBe(2);
});

test('an XHR is a client span; its own traceparent is left as it is', async () => {
  await open(`
    const one = new XMLHttpRequest(); one.open('POST', '/status/500'); one.send('x');
    const two = new XMLHttpRequest(); two.open('GET', '/api');
    two.setRequestHeader('traceparent', '00-${'a'.repeat(32)}-${'b'.repeat(16)}-01'); two.send();`);
  const list = await spans(2);
  const failed = list.find(({ attributes }) => attributes['http.request.method'] === 'POST');
  expect(failed?.span.status?.code).toBe(2);
  expect(failed?.attributes).toMatchObject({
    'http.response.status_code': 500,
    'error.type': '500',
  });
  expect(calls(site, '/status/500')[0]?.['traceparent']).toBe(
    `00-${failed?.span.traceId}-${failed?.span.spanId}-01`,
  );
  expect(calls(site)[0]?.['traceparent']).toBe(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
});

describe('a click', () => {
  test('is the parent of what its handlers call, after an await too, and of their errors', async () => {
    await open(`
      document.querySelector('#go').onclick = async () => {
        await fetch('/api');
        await fetch('/api');
        await Promise.resolve();
        throw new Error('after the calls');
      };`);
    await page.click('#go');
    const list = await spans(3);
    const click = list.find(({ span }) => span.kind === 1);
    expect(click?.span.name).toBe('click button#go');
    expect(click?.attributes['browser.interaction.type']).toBe('click');
    for (const { span } of list.filter((s) => s !== click)) {
      expect(span.traceId).toBe(click?.span.traceId);
      expect(span.parentSpanId).toBe(click?.span.spanId);
      expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(
        BigInt(click?.span.startTimeUnixNano ?? 0),
      );
    }
    const error = await waitFor('the error', () =>
      site.sink.logs.find(({ record }) => record.eventName === 'exception'),
    );
    expect(error.record.traceId).toBe(click?.span.traceId);
  });

  test('that causes nothing is not told', async () => {
    await open('');
    await page.click('#go');
    await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await fetch('/status/404');
    });
    await page.close();
    await site.lane.flush(2_000);
    await spans(1);
    expect(site.sink.spans.filter(({ span }) => span.kind === 1)).toHaveLength(0);
  });

  test('does not own what begins long after it', async () => {
    await open(`
      document.querySelector('#go').onclick = () => {
        fetch('/api');
        setTimeout(() => fetch('/status/204'), 600);
      };`);
    await page.click('#go');
    const list = await spans(3);
    const late = list.find(({ attributes }) => attributes['http.response.status_code'] === 204);
    expect(late?.span.parentSpanId).toBeUndefined();
  });
});

test('a session that is not sampled sends no spans, says so to the server, and still its errors', async () => {
  await open(
    "fetch('/api'); setTimeout(() => { throw new Error('told') })",
    'data-sample-rate="0"',
  );
  await waitFor('the error', () => site.sink.logs.length > 0);
  await page.close();
  await site.lane.flush(2_000);
  expect(calls(site)[0]?.['traceparent']).toMatch(/-00$/);
  expect(site.sink.spans).toEqual([]);
  expect(site.sink.logs.map(({ record }) => record.eventName)).toEqual(['exception']);
});

test.each([
  ['<button aria-label="Add tea">x</button>', 'click button[aria-label="Add tea"]'],
  [
    '<section id="pay"><button class="primary">Pay 3</button></section>',
    'click section#pay button.primary',
  ],
  ['<button data-testid="more"><i>+</i></button>', 'click button[data-testid="more"]'],
  ['<input name="code" value="typed by hand">', 'click input[name="code"]'],
])('a click on %s is named %s', async (html, name) => {
  await open(
    `document.body.innerHTML = ${JSON.stringify(html)};
     addEventListener('click', () => fetch('/api'));
     document.body.querySelector('i,button,input').click();`,
  );
  const list = await spans(2);
  expect(list.map(({ span }) => span.name)).toContain(name);
  expect(site.telemetry().some((request) => request.body.includes('typed by hand'))).toBe(false);
});

import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
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

async function open(script: string, options?: Parameters<typeof pageWith>[1]): Promise<void> {
  site.serve('/', pageWith(script, options));
  await page.goto(site.origin);
}

const told = (event: string): SunkLog[] =>
  site.sink.logs.filter(({ record }) => record.eventName === event);

async function first(event = 'exception'): Promise<SunkLog['attributes']> {
  return (await waitFor(event, () => told(event)[0])).attributes;
}

/** Whether something lies in the page's database. */
const hasKept = `new Promise((resolve) => { const o = indexedDB.open('sonde'); o.onsuccess = () => {
  const all = o.result.transaction('bodies').objectStore('bodies').getAll();
  all.onsuccess = () => { o.result.close(); resolve(all.result.length > 0) } } })`;

const flush = (): Promise<unknown> => page.evaluate('sonde.flush().then(() => sonde.dropped())');

test('what the security policy forbids is an error with the directive and the address', async () => {
  site.serve(
    '/',
    pageWith(
      "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:1/x.png?t=s3cr3t' }))",
    ),
    {
      'content-security-policy': "img-src 'self'",
    },
  );
  await page.goto(site.origin);
  await waitFor('two errors', () => told('exception').length === 2);
  const violation = told('exception').find(
    ({ attributes }) => attributes['sonde.error.mechanism'] === 'csp',
  );
  expect(violation?.attributes).toMatchObject({
    'exception.type': 'SecurityPolicyViolation',
    'exception.message': expect.stringMatching(/^img-src forbids http:\/\/127.0.0.1:1/),
  });
  expect(JSON.stringify(told('exception'))).not.toContain('s3cr3t');
});

test('a font that fails to load is an error with its name', async () => {
  await open('', {
    head: '<style>@font-face { font-family: Gone; src: url(/gone.woff2) } body { font-family: Gone }</style>',
  });
  expect(await first()).toMatchObject({
    'exception.type': 'ResourceError',
    'exception.message': 'font failed to load: Gone',
    'sonde.error.mechanism': 'resource',
  });
});

test('an uncaught error of a worker is told with its place', async () => {
  site.serve('/worker.js', "setTimeout(() => { throw new RangeError('in the worker') })");
  await open("window.native = String(Worker).includes('native code'); new Worker('/worker.js')");
  expect(await first()).toMatchObject({
    'exception.type': 'RangeError',
    'exception.message': 'in the worker',
    'exception.stacktrace': expect.stringContaining('/worker.js:1:'),
    'sonde.error.mechanism': 'worker',
  });
  expect(await page.evaluate('window.native')).toBe(true);
});

test('a frame that takes long is told with the script that it took', async () => {
  site.serve(
    '/slow.js',
    'requestAnimationFrame(function busy() { const end = performance.now() + 300; while (performance.now() < end); })',
  );
  await open('', { head: '<script src="/slow.js?x=s3cr3t" defer></script>' });
  const name = 'browser.long_animation_frame';
  await page.waitForFunction(
    "performance.now() > 100 && new Promise((r) => new PerformanceObserver(() => r(true)).observe({ type: 'long-animation-frame', buffered: true }))",
  );
  // On a machine that is busy other frames may be long too.
  const frame = await waitFor('the frame', async () => {
    await flush();
    return told(name).find(
      ({ attributes }) => attributes[`${name}.script`] === `${site.origin}/slow.js`,
    );
  });
  expect(frame.attributes[`${name}.duration`]).toEqual(expect.any(Number));
  expect(frame.record.body?.stringValue).toMatch(/^frame of \d+ ms on \/, in http/);
});

test('an error brings what was done before it, and nothing that was typed', async () => {
  await open(`
    document.body.innerHTML = '<input id="code" value="typed by hand"><button aria-label="Pay">x</button>';
    document.querySelector('button').onclick = async () => { await fetch('/api?q=s3cr3t'); throw new Error('no') };`);
  await page.click('#code');
  await page.click('button');
  const trail = JSON.parse(String((await first())['sonde.error.trail'])) as { what: string }[];
  expect(trail.map(({ what }) => what)).toEqual([
    'view /',
    'click input#code',
    'click button[aria-label="Pay"]',
    `GET ${site.origin}/api 200`,
  ]);
  expect(
    site
      .telemetry()
      .map(({ body }) => body)
      .join(),
  ).not.toMatch(/typed by hand|s3cr3t/);
});

test('a vital names the element that it was about', async () => {
  await open("document.body.innerHTML = '<h1 id=title style=font-size:90px>Largest</h1>'");
  site.serve('/next', '<title>next</title>');
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300))),
  );
  await page.goto(`${site.origin}/next`);
  const lcp = await waitFor('LCP', () =>
    told('browser.web_vital').find(
      ({ attributes }) => attributes['browser.web_vital.name'] === 'LCP',
    ),
  );
  expect(lcp.attributes['browser.web_vital.target']).toBe('h1#title');
  expect(lcp.record.body?.stringValue).toMatch(/^LCP .+, good, on \/$/);
});

test('nothing leaves or is stored before consent; then what happened does', async () => {
  await open("throw new Error('before consent')", {
    attributes: 'data-consent="false" data-storage="true"',
  });
  await flush();
  expect(site.telemetry()).toEqual([]);
  expect(await page.evaluate('indexedDB.databases().then((d) => d.length)')).toBe(0);
  await page.evaluate('sonde.setConsent(true)');
  expect((await first())['exception.message']).toBe('before consent');
  await page.evaluate(
    "sonde.captureError(new Error('taken back')); sonde.setConsent(false); sonde.flush()",
  );
  expect(await flush()).toMatchObject({ consent: expect.any(Number) });
  expect(
    site
      .telemetry()
      .map(({ body }) => body)
      .join(),
  ).not.toContain('taken back');
});

test('where storage is allowed, an error of a tab that closed offline is sent at the next visit, once', async () => {
  await open('', { attributes: 'data-storage="true"' });
  await context.setOffline(true);
  await page.evaluate("sonde.captureError(new Error('while offline'))");
  await flush();
  await page.waitForFunction(hasKept);
  await page.close();
  expect(told('exception')).toEqual([]);
  await context.setOffline(false);
  page = await context.newPage();
  await page.goto(site.origin);
  expect((await first())['exception.message']).toBe('while offline');
  await page.goto(site.origin);
  await flush();
  await site.lane.flush(2_000);
  expect(told('exception')).toHaveLength(1);
});

test.each([
  [
    'a tab that withdrew consent had it deleted',
    async () => {
      const other = await context.newPage();
      await other.goto(site.origin);
      await other.evaluate('sonde.setConsent(false)');
    },
  ],
  [
    'the browser deleted it',
    async () => {
      const session = await context.newCDPSession(page);
      const { origin } = site;
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    },
  ],
])('a page makes its database anew when %s', async (_how, remove) => {
  const databases = () => page.evaluate('indexedDB.databases().then((d) => d.length)');
  await open('', { attributes: 'data-storage="true"' });
  await waitFor('its database', async () => (await databases()) === 1);
  await remove();
  await waitFor('its end', async () => (await databases()) === 0);
  await context.setOffline(true);
  await page.evaluate("sonde.captureError(new Error('while offline'))");
  await flush();
  await waitFor('a new one', async () => (await databases()) === 1);
  await page.waitForFunction(hasKept);
  await page.close();
  await context.setOffline(false);
  page = await context.newPage();
  await page.goto(site.origin);
  expect((await first())['exception.message']).toBe('while offline');
});

test('without leave to store, the device keeps nothing', async () => {
  await open('');
  await context.setOffline(true);
  await page.evaluate("sonde.captureError(new Error('while offline'))");
  await flush();
  expect(await page.evaluate('indexedDB.databases().then((d) => d.length)')).toBe(0);
});

test('the route that a router told is in what follows', async () => {
  await open("sonde.setRoute('/orders/:id'); throw new Error('routed')");
  expect((await first())['url.template']).toBe('/orders/:id');
});

test('what the page says with console.error is told where that is named, until stop', async () => {
  site.serve('/sonde.mjs.js', readFileSync(new URL('../dist/sonde.js', import.meta.url), 'utf8'));
  site.serve(
    '/',
    `<!doctype html><script type="module">
      import { consoleErrors, createBeacon } from '/sonde.mjs.js';
      const plain = console.error;
      const beacon = createBeacon({ endpoint: '/telemetry', service: 'page' }, [consoleErrors]);
      beacon.setRoute('/orders/:id');
      console.error('cart', 7, 'is gone');
      console.error('while paying:', new RangeError('too much'));
      beacon.stop();
      document.title = String(console.error === plain);
      console.error('after stop');
    </script>`,
  );
  await page.goto(site.origin);
  await waitFor('both', () => told('exception').length === 2);
  expect(told('exception').map(({ attributes }) => attributes)).toMatchObject([
    {
      'exception.type': 'console.error',
      'exception.message': 'cart 7 is gone',
      'sonde.error.mechanism': 'console',
      'url.template': '/orders/:id',
    },
    { 'exception.type': 'RangeError', 'exception.message': 'too much' },
  ]);
  expect(await page.title()).toBe('true');
});

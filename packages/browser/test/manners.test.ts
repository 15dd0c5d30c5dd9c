import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { launchChromium, test } from './support/chromium.js';
import { type PageSite, pageWith, startPageSite } from './support/page-site.js';

let browser: Browser;
let site: PageSite;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await startPageSite();
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
  await site.close();
});

/** What a script finds in a page with the beacon, beside what it finds in the same page without. */
async function compare(probe: string): Promise<[unknown, unknown]> {
  site.serve('/with', pageWith(''));
  site.serve('/without', pageWith('').replace(/<script src.*<\/script>/, ''));
  const results: unknown[] = [];
  for (const path of ['/with', '/without']) {
    await page.goto(site.origin + path);
    results.push(await page.evaluate(`(async () => { ${probe} })()`));
  }
  return [results[0], results[1]];
}

test.each([
  [
    'a failed fetch that nobody handles is one unhandledrejection, not prevented',
    `const seen = [];
     addEventListener('unhandledrejection', (e) => { seen.push([e.reason.name, e.defaultPrevented]); });
     fetch('http://127.0.0.1:1/');
     await new Promise((r) => setTimeout(r, 400));
     return seen;`,
  ],
  [
    'a failed fetch that is handled is no unhandledrejection',
    `let seen = 0; addEventListener('unhandledrejection', () => { seen += 1; });
     const name = await fetch('http://127.0.0.1:1/').catch((e) => e.constructor.name);
     await new Promise((r) => setTimeout(r, 200));
     return [name, seen];`,
  ],
  [
    'wrong arguments reject as the browser does',
    `const tell = async (...a) => { try { return (await fetch(...a)).status } catch (e) { return e.name } };
     return [await tell(), await tell('http://[bad'), await tell('/api', { method: 'BAD METHOD' }),
       await tell('/api', { method: 'GET', body: 'x' }), await tell('/api', { headers: { 'bad name': '1' } })];`,
  ],
  [
    'an abort rejects with the reason given',
    `const c = new AbortController(); const reason = { mine: true };
     const p = fetch('/api', { signal: c.signal }); c.abort(reason);
     return await p.then(() => 'no', (e) => e === reason);`,
  ],
  [
    'a Request keeps method, headers, body and is used up',
    `const r = new Request('/api', { method: 'POST', body: 'abc', headers: { 'x-a': '1' }, referrer: '/other' });
     const answer = await fetch(r);
     return [answer.status, r.bodyUsed, [...r.headers.keys()]];`,
  ],
  [
    'the options of a call are not changed and may be inherited or frozen',
    `const init = Object.freeze({ headers: Object.freeze({ 'x-a': '1' }) });
     const derived = Object.create({ method: 'PUT' });
     return [(await fetch('/api', init)).status, JSON.stringify(init), (await fetch('/api', derived)).status];`,
  ],
  [
    'the shape of the functions',
    `return [fetch.length, fetch.name, XMLHttpRequest.prototype.open.length, XMLHttpRequest.prototype.send.name,
       Object.getOwnPropertyDescriptor(window, 'fetch').enumerable, fetch('/api') instanceof Promise];`,
  ],
  [
    'timers, history and listeners are the browser’s own',
    `return [setTimeout, requestAnimationFrame, history.pushState, EventTarget.prototype.addEventListener, Promise.prototype.then]
       .map((f) => /native code/.test(Function.prototype.toString.call(f)));`,
  ],
  [
    'an XHR: events, order, synchronous answer, wrong use',
    `const events = []; const x = new XMLHttpRequest();
     for (const t of ['loadstart', 'load', 'loadend', 'error']) x.addEventListener(t, () => events.push(t));
     x.open('GET', '/api'); x.send(); await new Promise((r) => x.addEventListener('loadend', r));
     const s = new XMLHttpRequest(); s.open('GET', '/api', false); s.send();
     let wrong; try { new XMLHttpRequest().send() } catch (e) { wrong = e.name }
     return [events, x.responseText, s.status, wrong];`,
  ],
  ['nothing is stored', `return [document.cookie, localStorage.length, sessionStorage.length];`],
])('a page finds no difference: %s', async (_, probe) => {
  const [withBeacon, without] = await compare(probe);
  expect(withBeacon).toEqual(without);
});

test('a Request that is traced arrives as it was made', async () => {
  site.serve('/', pageWith(''));
  await page.goto(`${site.origin}/`);
  await page.evaluate(async () => {
    await fetch(
      new Request('/api', {
        method: 'POST',
        body: 'abc',
        headers: { 'x-a': '1' },
        referrer: '/elsewhere',
      }),
    );
  });
  const call = site.seen.find(({ path }) => path === '/api');
  expect(call).toMatchObject({
    method: 'POST',
    body: 'abc',
    headers: { 'x-a': '1', referer: `${site.origin}/elsewhere` },
  });
  expect(call?.headers['traceparent']).toBeDefined();
});

test('stop leaves the page as it was and sends what was there', async () => {
  const now =
    '(({ open, send, setRequestHeader }) => [fetch, open, send, setRequestHeader, Worker])(XMLHttpRequest.prototype)';
  site.serve('/', pageWith('', { head: `<script>const before = ${now}</script>` }));
  await page.goto(site.origin);
  const same = await page.evaluate(`
    const during = ${now};
    sonde.captureError(new Error('the last'));
    sonde.stop();
    const after = ${now};
    before.map((native, i) => [native === during[i], native === after[i]])`);
  expect(same).toEqual(Array.from({ length: 5 }, () => [false, true]));
  const told = await waitFor('the error', () =>
    site.sink.logs.find(({ attributes }) => attributes['exception.message']),
  );
  expect(told.attributes['exception.message']).toBe('the last');
  await page.evaluate("setTimeout(() => { throw new Error('after') }); fetch('/api')");
  await page.evaluate('sonde.flush()');
  expect(
    site
      .telemetry()
      .map(({ body }) => body)
      .join(),
  ).not.toMatch(/after"|\/api/);
});

test('a page that forbids the beacon by its security policy works on, and fails no more than once', async () => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  site.serve('/', pageWith("window.ready = 1; setTimeout(() => { throw new Error('own') })"), {
    'content-security-policy': "connect-src 'none'",
  });
  await page.goto(site.origin);
  await page.evaluate(() =>
    (window as unknown as { sonde: { flush(): Promise<void> } }).sonde.flush(),
  );
  expect(await page.evaluate('window.ready')).toBe(1);
  expect(errors).toEqual(['own']);
});

test('the browser may keep the page for its back/forward cache', async () => {
  const keeping = await launchChromium(['--disable-back-forward-cache']);
  const kept = await keeping.newPage();
  site.serve(
    '/',
    pageWith("addEventListener('pagehide', (e) => navigator.sendBeacon('/kept/' + e.persisted))"),
  );
  site.serve('/next', '<title>next</title>');
  await kept.goto(site.origin);
  await kept.evaluate(() => fetch('/api'));
  await kept.goto(`${site.origin}/next`);
  const told = await waitFor('the word', () => site.seen.find(({ path }) => /^.kept/.test(path)));
  expect(told.path).toBe('/kept/true');
  await keeping.close();
});

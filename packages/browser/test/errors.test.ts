import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { SunkLog } from '../../intake/test/support/otlp-sink.js';
import { waitFor } from '../../intake/test/support/wait-for.js';
import { launchChromium, test } from './support/chromium.js';
import { type PageSite, pageWith, startPageSite, stubScript } from './support/page-site.js';

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

const exceptions = (): SunkLog[] =>
  site.sink.logs.filter(({ record }) => record.eventName === 'exception');

async function open(script: string, options?: Parameters<typeof pageWith>[1]): Promise<void> {
  site.serve('/', pageWith(script, options));
  await page.goto(site.origin);
}

async function arrived(count = 1): Promise<SunkLog[]> {
  await waitFor(`${count} exceptions`, () => exceptions().length >= count);
  return exceptions();
}

describe('an uncaught error', () => {
  test('arrives with type, message, stack, an issue and what the server knows', async () => {
    await open('setTimeout(() => { null.total }, 0)');
    const [{ record, attributes, resource } = {} as SunkLog] = await arrived();
    expect(attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': expect.stringContaining("reading 'total'"),
      'exception.stacktrace': expect.stringContaining(site.origin),
      'sonde.error.handled': false,
      'sonde.error.mechanism': 'error',
      'sonde.error.fingerprint': expect.stringMatching(/^[0-9a-f]{16}$/),
      'sonde.source': 'browser',
      'session.id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'url.path': '/',
      'user_agent.original': expect.stringContaining('Chrome'),
    });
    expect(record.severityNumber).toBe(17);
    expect(resource).toMatchObject({ 'service.name': 'page', 'service.version': '1.2.3' });
  });

  test.each([
    ["throw 'out of stock'", 'string', 'out of stock'],
    ['throw null', 'null', 'null'],
    ['throw undefined', 'undefined', 'undefined'],
    ['throw { code: 7 }', 'Object', '{"code":7}'],
    ["throw new DOMException('gone', 'NotFoundError')", 'NotFoundError', 'gone'],
    ["Promise.reject('too late')", 'string', 'too late'],
    ['Promise.reject()', 'undefined', 'undefined'],
    ["Promise.reject(new RangeError('too far'))", 'RangeError', 'too far'],
    [
      'throw { get message() { throw 1 }, get stack() { throw 2 }, toJSON() { throw 3 } }',
      'Object',
      '[object Object]',
    ],
  ])('of `%s` is told as %s: %s', async (script, type, message) => {
    await open(script);
    const [{ attributes } = {} as SunkLog] = await arrived();
    expect(attributes).toMatchObject({ 'exception.type': type, 'exception.message': message });
  });

  test('brings its causes and the members of an AggregateError', async () => {
    await open(`
      const root = new RangeError('root');
      const cause = new TypeError('cause', { cause: root });
      throw new AggregateError([new Error('first'), 'second'], 'all failed', { cause });`);
    const [{ attributes } = {} as SunkLog] = await arrived();
    const chain = JSON.parse(String(attributes['sonde.error.chain'])) as Record<string, unknown>[];
    expect(attributes['exception.type']).toBe('AggregateError');
    expect(chain.map(({ relation, type, message }) => [relation, type, message])).toEqual([
      ['member', 'Error', 'first'],
      ['member', 'string', 'second'],
      ['cause', 'TypeError', 'cause'],
      ['cause', 'RangeError', 'root'],
    ]);
    expect(chain[0]?.['frames']).toMatchObject([{ file: expect.stringContaining(site.origin) }]);
  });

  test('with a cause that is the error itself ends', async () => {
    await open("const e = new Error('round'); e.cause = e; throw e");
    const [{ attributes } = {} as SunkLog] = await arrived();
    expect(attributes['exception.message']).toBe('round');
  });

  test('thrown a thousand times is one record with the count, in at most two requests', async () => {
    await open("for (let i = 0; i < 1000; i++) setTimeout(() => { throw new Error('again') }, 0)");
    const [{ attributes } = {} as SunkLog] = await arrived();
    await page.close();
    await site.lane.flush(2_000);
    const sum = exceptions().reduce(
      (n, e) => n + Number(e.attributes['sonde.error.count'] ?? 1),
      0,
    );
    expect(attributes['exception.message']).toBe('again');
    expect(sum).toBe(1_000);
    expect(exceptions()).toHaveLength(1);
    expect(site.telemetry().length).toBeLessThanOrEqual(2);
  });

  test('of an extension, and the noise of ResizeObserver, are left alone', async () => {
    await open(`
      const e = new Error('theirs');
      e.stack = 'Error: theirs\\n    at f (chrome-extension://abcdef/content.js:1:2)';
      setTimeout(() => { throw e });
      dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop limit exceeded' }));
      const box = document.body.appendChild(document.createElement('div'));
      new ResizeObserver(() => { box.style.width = box.offsetWidth + 1 + 'px' }).observe(box);
      addEventListener('error', ({ message }) => {
        if (/^ResizeObserver loop completed/.test(message)) setTimeout(() => { throw new Error('ours') });
      });`);
    const list = await arrived();
    expect(list.map(({ attributes }) => attributes['exception.message'])).toEqual(['ours']);
  });

  test('is not lost when the page navigates 10 ms later', async () => {
    site.serve('/next', '<title>next</title>');
    await open(`
      setTimeout(() => { throw new Error('before leaving') });
      setTimeout(() => location.assign('/next'), 10);`);
    const [{ attributes } = {} as SunkLog] = await arrived();
    expect(attributes['exception.message']).toBe('before leaving');
    expect(exceptions()).toHaveLength(1);
  });

  test('is not lost when the tab is closed right after it', async () => {
    await open('');
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('last words');
      });
      return new Promise((resolve) => setTimeout(resolve, 10));
    });
    await page.close();
    const [{ attributes } = {} as SunkLog] = await arrived();
    expect(attributes['exception.message']).toBe('last words');
  });
});

test('a rejection that is handled before it left is taken back', async () => {
  await open(`
    const p = Promise.reject(new Error('handled late'));
    setTimeout(() => p.catch(() => {}), 50);
    setTimeout(() => { throw new Error('real') }, 100);`);
  const list = await arrived();
  expect(list.map(({ attributes }) => attributes['exception.message'])).toEqual(['real']);
});

test('scripts, styles and images that fail to load are errors with their address', async () => {
  await open(`
    for (const [tag, set] of [
      ['script', { src: '/no.js?token=abc' }],
      ['img', { src: '/no.png' }],
      ['link', { rel: 'stylesheet', href: '/no.css' }],
    ]) document.head.append(Object.assign(document.createElement(tag), set));`);
  const list = await arrived(3);
  expect(list.map(({ attributes }) => String(attributes['url.full'])).toSorted()).toEqual([
    `${site.origin}/no.css`,
    `${site.origin}/no.js`,
    `${site.origin}/no.png`,
  ]);
  for (const { attributes } of list) {
    expect(attributes).toMatchObject({
      'exception.type': 'ResourceError',
      'sonde.error.mechanism': 'resource',
      'sonde.error.handled': false,
    });
  }
});

describe('the inline stub', () => {
  const early = `<script>${stubScript}</script>
    <script>Promise.reject(new Error('early rejection')); null.early</script>
    <img src="/early.png">`;

  test('keeps what failed before the script came, and the script tells it', async () => {
    await open('', { head: early });
    const list = await arrived(3);
    expect(
      list.map(({ attributes }) => String(attributes['sonde.error.mechanism'])).toSorted(),
    ).toEqual(['error', 'resource', 'unhandledrejection']);
    await page.close();
    await site.lane.flush(2_000);
    expect(exceptions()).toHaveLength(3);
  });

  test('reports by itself when the script never comes', async () => {
    site.serve(
      '/',
      `<!doctype html><script>${stubScript}</script>
       <script>throw new Error('nobody listens; card 4111111111111111 at /pay?pin=zq97')</script>
       <script src="/never.js" data-endpoint="/telemetry" data-service="page"></script>`,
    );
    site.serve('/next', '<title>next</title>');
    await page.goto(site.origin);
    await page.goto(`${site.origin}/next`);
    const list = await arrived(2);
    const messages = list.map(({ attributes }) => String(attributes['exception.message']));
    expect(messages.toSorted()).toEqual([
      `${site.origin}/never.js`,
      'nobody listens; card [redacted] at /pay*',
    ]);
    expect(site.telemetry()[0]?.body).not.toContain('at /pay?');
    expect(list[0]?.attributes['sonde.error.fingerprint']).toBeDefined();
    expect(list[0]?.record.severityNumber).toBe(17);
  });

  test('stays under 600 bytes, which is what it may cost inline', () => {
    expect(Buffer.byteLength(stubScript)).toBeLessThan(600);
  });
});

test('a captured error is handled and carries its context', async () => {
  await open("sonde.captureError(new Error('caught'), { cart: 3, plan: 'gold' })");
  const [{ attributes } = {} as SunkLog] = await arrived();
  expect(attributes).toMatchObject({
    'exception.message': 'caught',
    'sonde.error.handled': true,
    'sonde.error.mechanism': 'capture',
    'app.cart': 3,
    'app.plan': 'gold',
  });
});

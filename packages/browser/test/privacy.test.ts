import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
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

async function sent(): Promise<string> {
  await waitFor('a request', () => site.telemetry().some(({ body }) => body.endsWith('}')));
  return site
    .telemetry()
    .map(({ body }) => body)
    .join('\n');
}

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N';

test.each([
  ['a card number', 'card 4111 1111 1111 1111 refused', ['4111'], 'refused'],
  ['a card number with dashes', '5500-0055-5555-5559', ['5500'], ''],
  [
    'an e-mail address',
    'no account for jane.doe+x@mail.example.com',
    ['jane', 'mail.example'],
    'no account',
  ],
  ['a bearer token', 'Authorization: Bearer abc123.def456-ghi', ['abc123', 'def456'], ''],
  ['a JWT', `token was ${jwt} then`, ['eyJ', 'dozjgNry'], 'then'],
  [
    'query values',
    'GET https://x.example/pay?pin=zq97&next=/home#a failed',
    ['zq97', '=/home'],
    'https://x.example/pay',
  ],
  ['credentials in an address', 'https://u:pw1234@host.example/ down', ['pw1234'], 'down'],
  ['a password', '{"user":"u","password":"hunter22"}', ['hunter22'], 'user'],
])('%s in a message, a cause or a stack never leaves the page', async (_, text, secrets, kept) => {
  site.serve(
    '/',
    pageWith(`throw new Error(${JSON.stringify(text)}, { cause: ${JSON.stringify(text)} })`),
  );
  await page.goto(site.origin);
  const body = await sent();
  for (const secret of secrets) expect(body).not.toContain(secret);
  expect(body).toContain(kept);
});

test('numbers that are no cards, and places in stacks, stay', async () => {
  site.serve('/app.js', "throw new Error('order 1764000000000 of 4111111111111112')");
  site.serve(
    '/',
    pageWith(
      "document.head.append(Object.assign(document.createElement('script'), { src: '/app.js?v=secret1' }))",
    ),
  );
  await page.goto(site.origin);
  const body = await sent();
  expect(body).toContain('order 1764000000000 of 4111111111111112');
  expect(body).toMatch(/app\.js\?v=\*:1:7/);
  expect(body).not.toContain('secret1');
});

test('a half-cut secret at the end of a long message does not leave either', async () => {
  site.serve(
    '/',
    pageWith("throw new Error('word '.repeat(1636) + '4111 1111 1111 1111 ' + 'more '.repeat(50))"),
  );
  await page.goto(site.origin);
  expect(await sent()).not.toContain('4111');
});

test('a secret in an address of the page, a resource or a call is left out', async () => {
  site.serve(
    '/account',
    pageWith(`
      document.body.append(Object.assign(new Image(), { src: '/no.png?key=s3cr3t' }));
      fetch('/api?key=s3cr3t#s3cr3t').then(() => setTimeout(() => { throw new Error('done') }));`),
  );
  await page.goto(`${site.origin}/account?key=s3cr3t#s3cr3t`);
  await waitFor('all', () => site.sink.logs.length >= 2 && site.sink.spans.length >= 1);
  expect(await sent()).not.toContain('s3cr3t');
});

describe('beforeSend', () => {
  async function openWith(hook: string): Promise<void> {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { start } from '@sonde/browser';
          window.sonde = start({ endpoint: '/telemetry', service: 'page', user: { id: 'u-7' }, beforeSend: ${hook} });`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      format: 'iife',
      write: false,
    });
    site.serve('/main.js', outputFiles[0]?.text ?? '');
    site.serve(
      '/',
      `<!doctype html><script src="/main.js"></script>
       <script>setTimeout(() => { throw new Error('first') }); setTimeout(() => { throw new TypeError('second') }, 5)</script>`,
    );
    await page.goto(site.origin);
  }
  const told = (): unknown[] =>
    site.sink.logs
      .filter(({ record }) => record.eventName === 'exception')
      .map(({ attributes }) => attributes['exception.message']);

  test('may drop and change records; what it adds is scrubbed too', async () => {
    await openWith(`(r) => {
      if (r.attributes['exception.type'] === 'Error') return null;
      r.attributes['app.note'] = 'mail a@example.com';
      return r;
    }`);
    await waitFor('the second', () => told().length > 0);
    expect(told()).toEqual(['second']);
    expect(await sent()).not.toContain('a@example.com');
    expect(site.sink.logs[0]?.attributes['user.id']).toBe('u-7');
  });

  test('that throws drops the record, counts it, and the page hears nothing of it', async () => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await openWith(
      `(r) => { if (r.name === 'exception' && r.attributes['exception.type'] === 'Error') throw new Error('hook'); return r }`,
    );
    await waitFor('the second', () => told().length > 0);
    expect(told()).toEqual(['second']);
    expect(errors).toEqual(['first', 'second']);
    expect(await page.evaluate('sonde.dropped()')).toEqual({ before_send: 1 });
  });

  test('that makes a record unwritable costs that record alone', async () => {
    await openWith(`(r) => {
      if (r.attributes['exception.type'] === 'Error') return { name: 'exception' };
      r.attributes.big = 1n, r.attributes.self = r;
      return r;
    }`);
    await waitFor('the second', () => told().length > 0);
    expect(told()).toEqual(['second']);
  });
});

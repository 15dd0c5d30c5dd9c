import type { BrowserContext, Page } from 'playwright-core';
import type { Collector } from './collector.ts';

export interface Scenario {
  title: string;
  /** Runs in the page. `canary` is what must arrive. */
  script: string;
  headers?: Record<string, string>;
  /** Runs before the beacon's script; Sonde has its stub there. */
  inHead?: string;
  /** What the browser or the server does meanwhile. */
  before?: (collector: Collector, context: BrowserContext) => Promise<void> | void;
  after?: (page: Page, context: BrowserContext) => Promise<Page | void>;
  /** Of what was taken and of the requests, what the cell shows; by default whether the canary was taken. */
  judge?: (posts: string[], requests: string[]) => string;
}

const later = (body: string): string => `setTimeout(() => { ${body} }, 300)`;
const times = (posts: string[]): number => posts.join().split('canary').length - 1;

export const scenarios: Scenario[] = [
  { title: 'an Error, thrown', script: later("throw new Error('canary')") },
  { title: 'a text, thrown', script: later("throw 'canary'") },
  { title: 'a rejection', script: later("Promise.reject(new Error('canary'))") },
  { title: 'a cause', script: later("throw new Error('x', { cause: new Error('canary') })") },
  {
    title: 'a member of an AggregateError',
    script: later("throw new AggregateError([new Error('canary')], 'x')"),
  },
  {
    title: 'an image that is not there',
    script: later("document.body.append(Object.assign(new Image(), { src: '/canary.png' }))"),
  },
  {
    title: 'a script that is not there',
    script: later(
      "document.body.append(Object.assign(document.createElement('script'), { src: '/canary.js' }))",
    ),
  },
  {
    title: 'a style that is not there',
    script: later(
      "document.body.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/canary.css' }))",
    ),
  },
  {
    title: 'a font that is not there',
    script: later(
      "const f = new FontFace('canary', 'url(/gone.woff2)'); document.fonts.add(f); f.load().catch(() => {})",
    ),
  },
  {
    title: 'a DOMException',
    script: later("throw new DOMException('canary', 'NotFoundError')"),
  },
  { title: 'a rejection with a text', script: later("Promise.reject('canary')") },
  {
    title: 'what fails before its script is there',
    script: '',
    inHead: "throw new Error('canary')",
  },
  {
    title: 'what the security policy forbids',
    script: later(
      "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:1/canary' }))",
    ),
    headers: { 'content-security-policy': "img-src 'self'" },
  },
  {
    title: 'an error in a worker',
    script: later('new Worker(URL.createObjectURL(new Blob(["throw new Error(\'canary\')"])))'),
  },
  {
    title: '1,000 times the same: requests',
    script: later("for (let i = 0; i < 1000; i++) setTimeout(() => { throw new Error('canary') })"),
    judge: (posts, requests) => {
      const own = requests.filter((request) => request.includes('canary')).length;
      return `${own}${posts.join().includes('"sonde.error.count","value":{"intValue":"1000"}') ? ', one record with the count' : ''}`;
    },
  },
  {
    title: 'a navigation 10 ms after the error',
    script: later("setTimeout(() => location.assign('/next'), 10); throw new Error('canary')"),
  },
  {
    title: '60 records of 3 kB, a navigation 10 ms later: delivered',
    script: later(`for (let i = 0; i < 60; i++) setTimeout(() => {
      const e = new Error('canary' + i + '.' + ' x'.repeat(1500)); throw e; });
      setTimeout(() => location.assign('/next'), 10)`),
    judge: (posts) => {
      const all = [
        ...posts.join().matchAll(/"(?:value|message|stringValue)\\?":\\?"[^"]*?canary(\d+)\./g),
      ];
      return String(new Set(all.map(([, number]) => number)).size);
    },
  },
  {
    title: 'a tab closed 10 ms after the error',
    script: '',
    after: async (page, context) => {
      await page.evaluate(
        "new Promise((r) => { setTimeout(() => { throw new Error('canary') }); setTimeout(r, 10) })",
      );
      await page.close();
      return await context.newPage();
    },
  },
  ...[503, 429].map((status) => ({
    title: `${status} for three seconds`,
    script: later("throw new Error('canary')"),
    before: (collector: Collector) => {
      collector.failing = { until: Date.now() + 3_000, status };
    },
    after: async (page: Page) => await page.waitForTimeout(4_000),
  })),
  {
    title: 'offline, then online',
    script: '',
    after: async (page, context) => {
      await context.setOffline(true);
      await page.evaluate("setTimeout(() => { throw new Error('canary') })");
      await page.waitForTimeout(2_000);
      await context.setOffline(false);
    },
  },
  {
    title: 'offline, tab closed, visited again',
    script: '',
    after: async (page, context) => {
      const url = page.url();
      await context.setOffline(true);
      await page.evaluate("setTimeout(() => { throw new Error('canary') })");
      await page.waitForTimeout(2_500);
      await page.close();
      await context.setOffline(false);
      const again = await context.newPage();
      await again.goto(url);
      return again;
    },
  },
  {
    title: 'a card number in a message: what leaves',
    script: later("throw new Error('canary 4111 1111 1111 1111')"),
    judge: (posts) =>
      times(posts) === 0
        ? 'nothing'
        : posts.join().includes('4111 1111')
          ? 'the number'
          : 'no number',
  },
  {
    title: 'a message of 200 kB',
    script: later("throw new Error('canary' + ' x'.repeat(100_000))"),
  },
];

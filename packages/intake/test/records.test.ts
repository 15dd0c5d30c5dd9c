import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type IntakeSite, startIntakeSite } from './support/intake-site.js';
import type { SunkLog, SunkSpan } from './support/otlp-sink.js';
import { type PagePayload, pagePayload } from './support/page-payload.js';
import { post } from './support/post.js';
import { waitFor } from './support/wait-for.js';

let site: IntakeSite;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sonde-maps-'));
  site = await startIntakeSite({
    sourcemaps: folder,
    limits: { clientBurst: 1_000, clientPerSecond: 1_000 },
  });
});
afterEach(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

async function log(payload: PagePayload): Promise<SunkLog> {
  await site.lane.flush(5_000);
  site.sink.logs.length = 0;
  const answer = await post(site.origin, {
    headers: { 'user-agent': 'Agent/1.0' },
    body: pagePayload(payload),
  });
  expect(answer.status).toBe(204);
  return await waitFor('the record', () => site.sink.logs[0]);
}

async function span(payload: PagePayload): Promise<SunkSpan> {
  site.sink.spans.length = 0;
  expect((await post(site.origin, { body: pagePayload(payload) })).status).toBe(204);
  return await waitFor('the span', () => site.sink.spans[0]);
}

test('a page cannot say what only a server can know', async () => {
  const { attributes, resource } = await log({
    log: {
      'exception.type': 'Error',
      'exception.message': 'm',
      'sonde.source': 'server',
      'sonde.error.fingerprint': '0000000000000000',
      'sonde.error.because': 'forged',
      'sonde.error.frames': '[{"file":"forged"}]',
      'user_agent.original': 'forged',
      'db.query.text': 'forged',
      'session.id': 'not a session <script>',
      'sonde.error.mechanism': 'uncaughtException',
      'app.cart': 3,
    },
    resource: { 'service.version': '1', 'host.name': 'forged', 'service.instance.id': 'forged' },
  });
  expect(JSON.stringify([attributes, resource])).not.toContain('forged');
  expect(attributes).toMatchObject({
    'sonde.source': 'browser',
    'user_agent.original': 'Agent/1.0',
    'app.cart': 3,
    'sonde.error.fingerprint': expect.not.stringMatching(/^0+$/),
  });
  expect(attributes).not.toHaveProperty('session.id');
  expect(attributes).not.toHaveProperty('sonde.error.mechanism');
  expect(resource).toEqual({
    'service.name': 'page',
    'service.version': '1',
    'sonde.source': 'browser',
    'telemetry.sdk.language': 'webjs',
  });
});

test('strangers cannot make up services without end, nor take a name that is not a page’s', async () => {
  for (let i = 0; i < 101; i += 1) {
    await post(site.origin, {
      body: pagePayload({ log: { a: 1 }, resource: { 'service.name': `s${i}` } }),
    });
  }
  const past = await log({ log: { a: 1 }, resource: { 'service.name': 'one-more' } });
  expect(past.resource['service.name']).toBe('browser');
  // The intake of a long life: what was not seen since yesterday makes room.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
  const later = await log({ log: { a: 1 }, resource: { 'service.name': 'one-more' } });
  vi.useRealTimers();
  expect(later.resource['service.name']).toBe('one-more');
  await site.close();

  site = await startIntakeSite({ services: ['shop'] });
  const own = await log({ log: { a: 1 }, resource: { 'service.name': 'shop' } });
  expect(own.resource['service.name']).toBe('shop');
  const forged = await log({ log: { a: 1 }, resource: { 'service.name': 'orders' } });
  expect(forged.resource['service.name']).toBe('browser');
});

test('a span of a page is a client’s or internal, bounded and without query values', async () => {
  const { span: told, attributes } = await span({
    span: {
      'http.request.method': 'GET',
      'url.full': 'https://u:pw@x.example/a?token=s3cr3t#f',
      'http.response.status_code': 200,
      'db.system.name': 'forged',
    },
    spanFields: { kind: 2, name: 'n '.repeat(500), status: { code: 2, message: 'forged' } },
  });
  expect(told.kind).toBe(1);
  expect(told.name).toMatch(/^[n ]{100,116}…\[truncated\]$/);
  expect(attributes).toMatchObject({
    'url.full': 'https://x.example/a',
    'http.response.status_code': 200,
    'sonde.source': 'browser',
  });
  expect(JSON.stringify([told, attributes])).not.toMatch(/forged|s3cr3t|pw@/);
});

test.each([
  ['browser.page_view', { 'url.path': '/cart' }, 'page view /cart'],
  [
    'browser.web_vital',
    {
      'browser.web_vital.name': 'LCP',
      'browser.web_vital.value': 1_838.2,
      'browser.web_vital.rating': 'good',
      'url.path': '/cart?x=1',
    },
    'LCP 1.84 s, good, on /cart',
  ],
  [
    'browser.web_vital',
    {
      'browser.web_vital.name': 'INP',
      'browser.web_vital.value': 250,
      'browser.web_vital.rating': 'needs-improvement',
    },
    'INP 250 ms, needs improvement',
  ],
  [
    'browser.web_vital',
    { 'browser.web_vital.name': 'CLS', 'browser.web_vital.value': 0.0213 },
    'CLS 0.021',
  ],
])('a %s has a body that a person can read', async (eventName, attributes, body) => {
  const { record } = await log({ log: attributes, record: { eventName } });
  expect(record.body?.stringValue).toBe(body);
});

test('secrets are redacted in messages, stacks, causes, names and context', async () => {
  const secret = 'Bearer abcdef0123456789abcdef; card 4111 1111 1111 1111';
  const { record, attributes } = await log({
    log: {
      'exception.type': 'Error',
      'exception.message': secret,
      'exception.stacktrace': `Error: ${secret}\n    at f (https://x.example/a.js?token=s3cr3t:1:2)`,
      'sonde.error.chain': JSON.stringify([{ relation: 'cause', type: 'E', message: secret }]),
      'app.password': 'hunter22',
      'url.path': '/a?key=s3cr3t',
    },
  });
  const all = JSON.stringify([record, attributes]);
  expect(all).not.toMatch(/abcdef0123456789|4111|hunter22|s3cr3t/);
  expect(attributes['url.path']).toBe('/a');
});

test('a chain that is no chain is told as far as it is one', async () => {
  for (const [chain, expected] of [
    ['not json', []],
    ['{"a":1}', []],
    [
      '[1,null,{"type":7},{"relation":"forged","type":"E","message":"m","extra":"x"}]',
      [{ relation: 'cause', type: 'E', message: 'm' }],
    ],
  ] as const) {
    const { attributes } = await log({
      log: { 'exception.type': 'Error', 'sonde.error.chain': chain },
    });
    expect(JSON.parse(String(attributes['sonde.error.chain']))).toEqual(expected);
  }
});

test('a post that comes again because its answer was lost is told once', async () => {
  const body = pagePayload({ log: { 'exception.type': 'Error' }, id: '0123456789abcdef' });
  const answers = await Promise.all([post(site.origin, { body }), post(site.origin, { body })]);
  answers.push(await post(site.origin, { body }));
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
  await site.lane.flush(5_000);
  expect(site.sink.logs).toHaveLength(1);
  expect(site.intake.stats().dropped).toEqual({ repeated: 2 });
});

test('a clock that is wrong is mended, one that lies is clamped', async () => {
  const day = 86_400_000;
  const at = (nano: string): number => Number(BigInt(nano) / 1_000_000n);
  const nano = (ms: number): { timeUnixNano: string } => ({ timeUnixNano: `${ms}000000` });
  const near = (value: number, expected: number): void => {
    expect(Math.abs(value - expected)).toBeLessThan(5_000);
  };
  const now = Date.now();

  const skewed = await log({
    log: { a: 1 },
    record: nano(now - 3 * day - 60_000),
    sentAt: now - 3 * day,
  });
  near(at(skewed.record.timeUnixNano), now - 60_000);
  const future = await log({ log: { a: 1 }, record: nano(now + 40 * day) });
  near(at(future.record.timeUnixNano), now);
  const ancient = await log({ log: { a: 1 }, record: nano(1) });
  near(at(ancient.record.timeUnixNano), now - day);
  const none = await log({ log: { a: 1 }, record: { timeUnixNano: '0' } });
  near(at(none.record.timeUnixNano), now);
  const backwards = await span({
    span: {},
    spanFields: { startTimeUnixNano: `${now}000000`, endTimeUnixNano: `${now - 1000}000000` },
  });
  expect(backwards.span.endTimeUnixNano).toBe(backwards.span.startTimeUnixNano);
});

test('a minified stack is told in its original names and lines, from the private folder', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `function totalOf(cart) {\n  return cart.lines.length;\n}\n\nglobalThis.run = () => totalOf({});\n`,
      sourcefile: 'src/cart.js',
    },
    bundle: true,
    minify: true,
    sourcemap: 'external',
    outfile: join(folder, 'app-4f3a.js'),
    write: false,
  });
  const [map, script] = outputFiles;
  writeFileSync(join(folder, 'app-4f3a.js.map'), map?.contents ?? '');
  const column = (script?.text.indexOf('.lines') ?? 0) + 2;
  const { attributes } = await log({
    log: {
      'exception.type': 'TypeError',
      'exception.message': 'x',
      'exception.stacktrace': `TypeError: x\n    at t (https://shop.example/assets/app-4f3a.js:1:${column})`,
    },
  });
  const [frame] = JSON.parse(String(attributes['sonde.error.frames'])) as Record<string, unknown>[];
  expect(frame).toMatchObject({
    file: expect.stringContaining('src/cart.js'),
    line: 2,
    inApp: true,
  });
  expect(JSON.stringify(frame?.['source'])).toContain('cart.lines.length');
});

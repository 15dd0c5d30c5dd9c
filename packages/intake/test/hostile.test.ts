import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { refusalReasons } from '@sonde/intake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IntakeSite, startIntakeSite } from './support/intake-site.js';
import { pagePayload } from './support/page-payload.js';
import { type Post, post } from './support/post.js';

const good = pagePayload({ log: { 'exception.type': 'Error' } });
const deep = (depth: number): string => {
  let value = '{"stringValue":"x"}';
  for (let i = 0; i < depth; i += 1) value = `{"arrayValue":{"values":[${value}]}}`;
  return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"app.a","value":${value}}]}]}]}]}`;
};
const withAttributes = (count: number): string => {
  const attributes = Array.from(
    { length: count },
    (_, i) => `{"key":"app.${i}","value":{"intValue":1}}`,
  );
  return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[${attributes.join()}]}]}]}]}`;
};

let site: IntakeSite;
beforeAll(async () => {
  site = await startIntakeSite({
    path: '/t',
    limits: { clientBurst: 10_000, clientPerSecond: 10_000, bodyTimeoutMs: 300 },
  });
});
afterAll(() => site.close());

const table: [what: string, status: number, send: Post][] = [
  ['a GET', 405, { method: 'GET' }],
  ['a PUT', 405, { method: 'PUT', body: good }],
  ['another path', 404, { path: '/other', body: good }],
  ['a foreign origin', 403, { headers: { origin: 'https://evil.example' }, body: good }],
  [
    'a preflight of a foreign origin',
    405,
    { method: 'OPTIONS', headers: { origin: 'https://evil.example' } },
  ],
  ['an origin of null', 403, { headers: { origin: 'null' }, body: good }],
  ['a form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: good }],
  [
    'a type that only begins right',
    415,
    { headers: { 'content-type': 'text/plainest' }, body: good },
  ],
  ['brotli', 415, { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(good) }],
  [
    'two encodings',
    415,
    { headers: { 'content-encoding': 'gzip, gzip' }, body: gzipSync(gzipSync(good)) },
  ],
  [
    'gzip in gzip',
    400,
    { headers: { 'content-encoding': 'gzip' }, body: gzipSync(gzipSync(good)) },
  ],
  [
    'a gzip bomb',
    413,
    { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(50_000_000)) },
  ],
  ['a gzip bomb that does not say so', 413, { body: gzipSync(Buffer.alloc(10_000_000, 32)) }],
  [
    'torn gzip',
    400,
    { headers: { 'content-encoding': 'gzip' }, body: gzipSync(good).subarray(0, 40) },
  ],
  ['a body over 64 KB', 413, { body: JSON.stringify({ resourceLogs: [], x: 'x'.repeat(70_000) }) }],
  [
    'the same, chunked',
    413,
    { headers: { 'transfer-encoding': 'chunked' }, body: ' '.repeat(70_000) },
  ],
  ['nothing', 400, { body: '' }],
  ['no JSON', 400, { body: 'hello' }],
  ['torn JSON', 400, { body: good.slice(0, 50) }],
  ['a list', 400, { body: '[]' }],
  ['null', 400, { body: 'null' }],
  ['an empty object', 400, { body: '{}' }],
  ['an unknown key', 400, { body: '{"resourceLogs":[],"resourceMetrics":[]}' }],
  ['a prototype key', 400, { body: '{"resourceLogs":[],"__proto__":{"admin":true}}' }],
  ['a prototype key below', 400, { body: good.replace('"key":', '"__proto__":{},"key":') }],
  ['an escaped prototype key', 400, { body: '{"resourceLogs":[],"\\u005f_proto__":{}}' }],
  ['logs of a wrong type', 400, { body: '{"resourceLogs":"x"}' }],
  [
    'a time of a wrong type',
    400,
    { body: good.replace(/"timeUnixNano":"\d+"/, '"timeUnixNano":{}') },
  ],
  ['a value of a wrong type', 400, { body: good.replace('{"stringValue":"Error"}', '7') }],
  ['a trace id that is none', 400, { body: pagePayload({ log: {}, record: { traceId: 'zz' } }) }],
  ['a time of sending that is none', 400, { body: '{"resourceLogs":[],"sentAt":"now"}' }],
  ['JSON a hundred deep', 400, { body: deep(100) }],
  ['JSON fifty thousand deep', 400, { body: '['.repeat(50_000) }],
  ['ten thousand attributes', 400, { body: gzipSync(withAttributes(10_000)) }],
  ['two hundred attributes', 400, { body: withAttributes(200) }],
];

test.each(table)('%s is answered %i, without a body', async (_, status, send) => {
  const answer = await post(site.origin, send);
  expect([answer.status, answer.body]).toEqual([status, '']);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});

test('after all of it a good post still passes, and nothing bad went to the lane', async () => {
  const before = site.lane.ledger().signals;
  expect(before.logs.accepted + before.errors.accepted + before.traces.accepted).toBe(0);
  expect((await post(site.origin, { body: good })).status).toBe(204);
  expect(site.intake.stats()).toMatchObject({ accepted: 1, records: { errors: 1 } });
});

test('every refusal is counted by its reason', () => {
  expect(site.intake.stats().refused).toMatchObject({
    method: 3,
    origin: 2,
    content_type: 2,
    content_encoding: 2,
    too_large: 4,
  });
});

test('headers past the bound of the server are refused', async () => {
  const answer = await post(site.origin, { headers: { 'x-much': 'x'.repeat(20_000) }, body: good });
  expect(answer.status).toBe(431);
});

describe('a slow client', () => {
  const talk = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(site.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
      socket.write(text);
    });

  test('that never sends its body is told 408 and cut off', async () => {
    const answer = await talk(
      `POST /t HTTP/1.1\r\nHost: ${site.host}\r\nOrigin: ${site.origin}\r\n` +
        'Content-Type: text/plain\r\nContent-Length: 100\r\n\r\n{"reso',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that announces too much is told 413 and cut off before it sends it', async () => {
    const answer = await talk(
      `POST /t HTTP/1.1\r\nHost: ${site.host}\r\nOrigin: ${site.origin}\r\n` +
        'Content-Type: text/plain\r\nContent-Length: 100000000\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test('the README names every reason', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const answers = readme.slice(
    readme.indexOf('## Answers'),
    readme.indexOf('## What a page can say'),
  );
  const named = [...answers.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual([...refusalReasons].toSorted());
});

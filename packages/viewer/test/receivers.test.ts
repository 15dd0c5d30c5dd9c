import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  describePortHolder,
  findPortHolder,
  PortTakenError,
  type Status,
  startViewer,
  type Viewer,
} from '@sonde/viewer';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bytes, log, logsBody } from './otlp-bodies.js';

const FREE = { otlpHttpPort: 0, otlpGrpcPort: 0, pagePort: 0, dataFolder: ':memory:' };
let viewer: Viewer;

beforeAll(async () => {
  viewer = await startViewer(FREE);
});
afterAll(() => viewer.close());

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Not fetch: it writes Host and Origin itself. */
function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: Uint8Array | string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const post = (
  body: Uint8Array | string,
  headers: Record<string, string> = json,
  path = '/v1/logs',
) => send(viewer.urls.otlpHttp + path, 'POST', headers, body);
const status = async () => (await (await fetch(`${viewer.urls.page}/api/status`)).json()) as Status;

test('a body is answered in its own encoding, as the protocol says', async () => {
  const full = await post(bytes(logsBody('s', [log('a')])));
  expect([full.status, full.headers['content-type'], full.body]).toEqual([
    200,
    'application/json',
    '{}',
  ]);
  const proto = await post(new Uint8Array(), { 'content-type': 'application/x-protobuf' });
  expect([proto.status, proto.headers['content-type'], proto.body]).toEqual([
    200,
    'application/x-protobuf',
    '',
  ]);
  const spans = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'no ids' }] }] }] };
  const partial = await post(JSON.stringify(spans), json, '/v1/traces');
  expect(JSON.parse(partial.body)).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
});

test('what is no OTLP is refused with a status that tells why', async () => {
  const cases: [number, () => Promise<Answer>][] = [
    [400, () => post('{"resourceLogs":[{"scopeLogs":"no"}]}')],
    [400, () => post('{')],
    [400, () => post('['.repeat(500_000))],
    [400, () => post(Buffer.from('junk'), { ...json, 'content-encoding': 'gzip' })],
    [
      400,
      () => post(Buffer.from([0x0a, 0xff, 0xff]), { 'content-type': 'application/x-protobuf' }),
    ],
    [404, () => post('{}', json, '/v1/profiles')],
    [404, () => post('{}', json, '/v1/__proto__')],
    [405, () => send(`${viewer.urls.otlpHttp}/v1/logs`, 'GET', {})],
    [415, () => post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })],
    [415, () => post('{}', { ...json, 'content-encoding': 'br' })],
  ];
  for (const [expected, ask] of cases) expect((await ask()).status).toBe(expected);
  const refused = await post('{');
  expect(JSON.parse(refused.body)).toMatchObject({ message: expect.stringContaining('JSON') });
});

const packers = { gzip: gzipSync, deflate: deflateSync, zstd: zstdCompressSync };

test('an answer says which codings a body may come in, and each of them is taken', async () => {
  const body = bytes(logsBody('packed', [log('a')]));
  const plain = await post(body);
  expect(plain.headers['accept-encoding']).toBe(Object.keys(packers).join(', '));
  for (const [coding, pack] of Object.entries(packers)) {
    const answer = await post(pack(body), { ...json, 'content-encoding': coding });
    expect([coding, answer.status, answer.body]).toEqual([coding, 200, '{}']);
  }
  const refused = await post(body, { ...json, 'content-encoding': 'br' });
  expect(refused.headers['accept-encoding']).toBe(plain.headers['accept-encoding']);
});

test('a bomb and a body past the bound are refused while they come', async () => {
  for (const [coding, pack] of Object.entries(packers)) {
    const bomb = pack(Buffer.alloc(200 << 20));
    expect((await post(bomb, { ...json, 'content-encoding': coding })).status).toBe(413);
  }
  const large = await post('{}', { ...json, 'content-length': '99999999999' }).catch(
    () => undefined,
  );
  expect(large === undefined || large.status === 413).toBe(true);
  expect((await status()).dropped['too_large']).toBeGreaterThan(0);
});

test('a page may not send, whatever it claims, and gets no leave to by CORS', async () => {
  const body = bytes(logsBody('s', [log('from a page')]));
  expect((await post(body, { ...json, origin: 'https://evil.example' })).status).toBe(403);
  expect((await post(body, { ...json, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const preflight = await send(`${viewer.urls.otlpHttp}/v1/logs`, 'OPTIONS', {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
  });
  expect(preflight.status).toBe(403);
  expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
});

test('the page and its API answer to this machine’s own names only', async () => {
  const { page } = viewer.urls;
  const { port } = new URL(page);
  const ask = (path: string, headers: Record<string, string>) => send(page + path, 'GET', headers);
  expect((await ask('/api/status', { host: `localhost:${port}` })).status).toBe(200);
  expect((await ask('/api/status', { host: `127.0.0.1:${port}` })).status).toBe(200);
  expect((await ask('/api/status', { host: `[::1]:${port}` })).status).toBe(200);
  for (const host of ['evil.example', `evil.example:${port}`, 'localhost', `localhost:1${port}`]) {
    expect((await ask('/api/status', { host })).status).toBe(403);
    expect((await ask('/', { host })).status).toBe(403);
  }
  const foreign = { origin: 'https://evil.example' };
  expect((await ask('/api/status', foreign)).status).toBe(403);
  expect((await ask('/api/status', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
  expect((await ask('/traces', link)).status).toBe(200);
  expect((await ask('/api/status', link)).status).toBe(403);
  expect((await ask('/', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  expect((await send(`${page}/api/status`, 'POST', {})).status).toBe(405);
});

test('any address gives the page, with a policy that lets only its own script run', async () => {
  const answer = await send(`${viewer.urls.page}/traces/abc?x=1`, 'GET', {});
  expect(answer.headers['content-type']).toContain('text/html');
  const policy = answer.headers['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("script-src 'unsafe-inline'");
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

test('a parameter that can not be used answers 400 and names it', async () => {
  for (const [path, parameter] of [
    ['logs?limit=0', 'limit'],
    ['logs?limit=501', 'limit'],
    ['logs?level=loud', 'level'],
    ['logs?from=2&to=1', 'from'],
    ['logs?from=NaN', 'from'],
    ['logs?cursor=!!', 'cursor'],
    ['logs?traceId=xyz', 'traceId'],
    ['traces/zz', 'traceId'],
    [`traces/${'a'.repeat(32)}/spans?collapsed=1`, 'collapsed'],
    ['traces?minMs=-1', 'minMs'],
    [`logs?q=${'a'.repeat(1001)}`, 'q'],
    ['traces/%E0%A4%A', 'path'],
  ]) {
    const response = await fetch(`${viewer.urls.page}/api/${path}`);
    expect([path, response.status]).toEqual([path, 400]);
    expect(await response.json()).toMatchObject({ error: { parameter } });
  }
  for (const path of [
    'nothing',
    `traces/${'a'.repeat(32)}`,
    'issues/unknown',
    'status/x',
    'live/x',
  ]) {
    expect([path, (await fetch(`${viewer.urls.page}/api/${path}`)).status]).toEqual([path, 404]);
  }
});

test('the live tail begins with the status and then brings what comes', async () => {
  const stop = new AbortController();
  const response = await fetch(`${viewer.urls.page}/api/live?q=zebra`, { signal: stop.signal });
  let text = '';
  const read = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  await vi.waitFor(() => expect(text).toContain('event: hello'), { timeout: 5000 });
  await post(bytes(logsBody('s', [log('a horse'), log('a zebra crossed')])));
  await vi.waitFor(() => expect(text).toContain('a zebra crossed'), { timeout: 5000 });
  expect(text).not.toContain('a horse');
  await vi.waitFor(() => expect(text).toContain('event: changed'), { timeout: 5000 });
  stop.abort();
  await read;
});

test('a live reader that wants no log rows only hears that there are some', async () => {
  const stop = new AbortController();
  const response = await fetch(`${viewer.urls.page}/api/live?logs=0`, { signal: stop.signal });
  let text = '';
  const read = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  await vi.waitFor(() => expect(text).toContain('event: hello'), { timeout: 5000 });
  await post(bytes(logsBody('s', [log('an unwanted row')])));
  await vi.waitFor(() => expect(text).toMatch(/event: changed\ndata: .*"logs":true/), {
    timeout: 5000,
  });
  expect(text).not.toContain('event: logs');
  stop.abort();
  await read;
});

test('with an endpoint to forward to, it gets the same records', async () => {
  const got: string[] = [];
  const other = await startViewer(FREE);
  const first = await startViewer({ ...FREE, forwardTo: other.urls.otlpHttp });
  await fetch(`${first.urls.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(logsBody('s', [log('passed on')])),
  });
  await vi.waitFor(
    async () => {
      const answer = (await (await fetch(`${other.urls.page}/api/logs`)).json()) as {
        logs: { message: string }[];
      };
      got.splice(0, got.length, ...answer.logs.map((row) => row.message));
      expect(got).toEqual(['passed on']);
    },
    { timeout: 5000 },
  );
  await first.close();
  await other.close();
});

test('a taken port says so before anything is written, and who holds it', async () => {
  const holder = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const error = await startViewer({ ...FREE, otlpHttpPort: port }).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(PortTakenError);
  expect(error).toMatchObject({ port });
  const found = await findPortHolder(port);
  if (process.platform === 'linux') expect(found.pid).toBe(process.pid);
  expect(found.speaks).toBe('unknown');
  expect(describePortHolder(port, found)).toMatch(/^port \d+ is taken by process \d+ \(/);
  holder.close();
  const itself = Number(new URL(viewer.urls.otlpHttp).port);
  expect((await findPortHolder(itself)).speaks).toBe('sonde viewer');
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type IssueAnswer,
  type IssueChangeRequest,
  type IssueState,
  type IssuesAnswer,
  type LiveIssue,
  startViewer,
  type Viewer,
} from '@sonde/viewer';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attributes, nanos } from './otlp-bodies.js';

const FREE = { otlpHttpPort: 0, otlpGrpcPort: 0, pagePort: 0, dataFolder: ':memory:' };
const ID = 'abcd000011112222';
let viewer: Viewer;
let told: LiveIssue[];
let stopListening: () => void;

beforeEach(async () => {
  viewer = await startViewer(FREE);
  told = [];
  stopListening = await listen(told);
});
afterEach(async () => {
  stopListening();
  await viewer.close();
});

/** Reads the stream of events as a browser would. */
async function listen(into: LiveIssue[]): Promise<() => void> {
  const abort = new AbortController();
  const response = await fetch(`${viewer.urls.page}/api/live?logs=0`, { signal: abort.signal });
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^event: issue\ndata: (.*)$/s.exec(event)?.[1];
        if (data !== undefined) into.push(JSON.parse(data) as LiveIssue);
      }
    }
  };
  read().catch(() => undefined);
  return () => abort.abort();
}

interface Given {
  release?: string;
  at?: number;
  fingerprint?: string;
  message?: string;
  user?: string;
  stack?: string;
  whole?: string;
  /** The application's own word on what is one issue. */
  own?: string;
  trace?: string;
  more?: Record<string, string>;
}

async function fail({
  release,
  at = Date.now(),
  fingerprint = ID,
  message = 'no stock',
  user,
  stack,
  whole,
  own,
  trace,
  more = {},
}: Given = {}): Promise<void> {
  const resource = { 'service.name': 'orders', ...(release && { 'service.version': release }) };
  const record = {
    timeUnixNano: nanos(at),
    severityNumber: 17,
    attributes: attributes({
      'exception.type': 'StockError',
      'exception.message': message,
      'sonde.error.fingerprint': fingerprint,
      ...(whole && { 'sonde.error.whole': whole }),
      ...(own && { 'sonde.fingerprint': own }),
      ...(stack && { 'exception.stacktrace': stack }),
      ...(user && { 'user.id': user, 'session.id': `s-${user}` }),
      ...more,
    }),
    ...(trace && { traceId: trace }),
  };
  await send(resource, record);
}

async function say(text: string, at: number, trace?: string, service = 'orders'): Promise<void> {
  await send(
    { 'service.name': service },
    {
      timeUnixNano: nanos(at),
      severityNumber: 9,
      body: { stringValue: text },
      ...(trace && { traceId: trace }),
    },
  );
}

async function send(resource: Record<string, string>, record: object): Promise<void> {
  const answer = await fetch(`${viewer.urls.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: attributes(resource) },
          scopeLogs: [{ logRecords: [record] }],
        },
      ],
    }),
  });
  expect(answer.status).toBe(200);
}

const window = `from=${Date.now() - 3_600_000}&to=${Date.now() + 3_600_000}`;

async function issue(id = ID): Promise<IssueAnswer> {
  const answer = await fetch(`${viewer.urls.page}/api/issues/${id}?${window}`);
  return (await answer.json()) as IssueAnswer;
}

async function inState(state: IssueState): Promise<string[]> {
  const answer = await fetch(`${viewer.urls.page}/api/issues?state=${state}&${window}`);
  return ((await answer.json()) as IssuesAnswer).issues.map(({ fingerprint }) => fingerprint);
}

function post(
  body: string,
  headers: Record<string, string> = {},
  path = `/api/issues/${ID}`,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      viewer.urls.page + path,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const change = (wanted: IssueChangeRequest, path?: string): Promise<number> =>
  post(JSON.stringify(wanted), {}, path);

test('an issue is new, with its releases, users and sessions, and is told once', async () => {
  await fail({ release: '1.4.0', user: 'a' });
  await fail({ release: '1.4.1', user: 'b' });
  await fail({ release: '1.4.0', user: 'a' });
  const found = await issue();
  expect(found).toMatchObject({
    state: 'new',
    firstRelease: '1.4.0',
    lastRelease: '1.4.1',
    users: 2,
    sessions: 2,
    count: 3,
  });
  expect(await inState('new')).toEqual([ID]);
  expect(await inState('known')).toEqual([]);
  await fail({ fingerprint: 'ffff000011112222' });
  await vi.waitFor(() => expect(told).toHaveLength(2));
  expect(told[0]).toEqual({
    fingerprint: ID,
    state: 'new',
    type: 'StockError',
    message: 'no stock',
    service: 'orders',
    release: '1.4.0',
  });
});

test('a resolved issue stays so in the releases that had it, and returns in a newer one, told once', async () => {
  await fail({ release: '1.9.0' });
  expect(await change({ action: 'resolve' })).toBe(200);
  expect(await issue()).toMatchObject({ state: 'resolved', stateRelease: '1.9.0' });
  const later = Date.now() + 1000;
  await fail({ release: '1.9.0', at: later });
  await fail({ release: '1.8.7', at: later + 1 });
  expect(await issue()).toMatchObject({ state: 'resolved', lastRelease: '1.9.0' });
  await fail({ release: '1.10.0', at: later + 2 });
  await fail({ release: '1.10.0', at: later + 3 });
  expect(await issue()).toMatchObject({ state: 'returned', stateRelease: '1.10.0' });
  expect(await inState('returned')).toEqual([ID]);
  await fail({ fingerprint: 'ffff000011112222' });
  await vi.waitFor(() => expect(told).toHaveLength(3));
  expect(told.map(({ state, release }) => [state, release])).toEqual([
    ['new', '1.9.0'],
    ['returned', '1.10.0'],
    ['new', undefined],
  ]);
});

test('where releases are no numbers, one that was not seen before is newer', async () => {
  await fail({ release: 'a1b2c3d' });
  await fail({ release: 'e4f5a6b' });
  await change({ action: 'resolve' });
  const later = Date.now() + 1000;
  await fail({ release: 'a1b2c3d', at: later });
  expect((await issue()).state).toBe('resolved');
  await fail({ release: '0c9d8e7', at: later + 1 });
  expect((await issue()).state).toBe('returned');
});

test('an event that happened before the decision and comes late changes nothing', async () => {
  await fail();
  await change({ action: 'resolve' });
  await fail({ at: Date.now() - 60_000 });
  expect((await issue()).state).toBe('resolved');
  await fail({ at: Date.now() + 1000 });
  expect((await issue()).state).toBe('returned');
});

test('an issue is muted until a time, and reopened', async () => {
  await fail();
  const until = Date.now() + 3_600_000;
  expect(await change({ action: 'mute', until })).toBe(200);
  expect(await issue()).toMatchObject({ state: 'muted', mutedUntil: until });
  expect(await inState('muted')).toEqual([ID]);
  expect(await change({ action: 'reopen' })).toBe(200);
  expect((await issue()).state).toBe('known');
  expect(await inState('known')).toEqual([ID]);
});

test('a mute that has run out is over', async () => {
  await fail();
  const until = Date.now() + 150;
  await change({ action: 'mute', until });
  await vi.waitFor(async () => expect((await issue()).state).toBe('known'));
  expect(Date.now()).toBeGreaterThanOrEqual(until);
  expect(await inState('muted')).toEqual([]);
});

test('an error of the same whole stack joins its issue, unless the application says otherwise', async () => {
  const whole = '0123456789abcdef';
  await fail({ whole });
  await fail({ whole, fingerprint: 'abcd000011113333' });
  await fail({ fingerprint: 'abcd000011114444', whole: 'fedcba9876543210' });
  await fail({ whole, fingerprint: 'abcd000011115555', own: 'stock' });
  expect((await issue()).count).toBe(2);
  expect((await inState('new')).toSorted()).toEqual([ID, 'abcd000011114444', 'abcd000011115555']);
});

test('similar issues are told', async () => {
  await fail({ message: 'no stock left for shelf 12' });
  await fail({ fingerprint: 'ffff000011112222', message: 'no stock left for box 7' });
  await fail({ fingerprint: 'eeee000011112222', message: 'timed out' });
  expect((await issue()).similar.map(({ fingerprint }) => fingerprint)).toEqual([
    'ffff000011112222',
  ]);
});

test('only this page and tools of this machine may change an issue', async () => {
  await fail();
  const body = JSON.stringify({ action: 'resolve' });
  expect(await post(body, { origin: 'https://elsewhere.example' })).toBe(403);
  expect(await post(body, { origin: 'null' })).toBe(403);
  expect(await post(body, { host: 'elsewhere.example' })).toBe(403);
  expect(await post(body, { 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await post(body, { 'content-type': 'text/plain' })).toBe(400);
  expect(await post(body, { 'content-type': 'application/x-www-form-urlencoded' })).toBe(400);
  expect((await issue()).state).toBe('new');
  expect(await post(body, { origin: viewer.urls.page })).toBe(200);
  expect((await issue()).state).toBe('resolved');
});

test('what can not be used is refused, in words', async () => {
  await fail();
  const refused = [
    '',
    'null',
    '{',
    '{}',
    '{"action":"delete"}',
    '{"action":"mute"}',
    '{"action":"mute","until":1}',
    '{"action":"mute","until":1e99}',
    '{"action":"resolve","release":7}',
    JSON.stringify({ action: 'resolve', release: 'x'.repeat(5000) }),
  ];
  for (const body of refused) expect(await post(body), body.slice(0, 40)).toBe(400);
  expect(await change({ action: 'resolve' }, '/api/issues/nosuchissue')).toBe(404);
  expect(await change({ action: 'resolve' }, '/api/issues')).toBe(405);
  expect(await change({ action: 'resolve' }, '/api/logs')).toBe(405);
  expect((await issue()).state).toBe('new');
});

test('an issue is owned by path, by the CODEOWNERS file where the viewer was started', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-owners-'));
  const before = process.cwd();
  try {
    mkdirSync(join(folder, '.github'));
    writeFileSync(join(folder, '.github/CODEOWNERS'), '* @all\n/src/stock/ @warehouse\n');
    process.chdir(folder);
    await viewer.close();
    viewer = await startViewer(FREE);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
  await fail({ stack: 'StockError: no stock\n    at reserve (/srv/app/src/stock/reserve.js:3:4)' });
  expect((await issue()).owners).toEqual(['@warehouse']);
});

test('the lines of its trace before an event are its trail, of all services, with their levels', async () => {
  const now = Date.now();
  const trace = '0af7651916cd43dd8448eb211c80319c';
  await say('order 7 came in', now - 300, trace, 'gateway');
  await say('another request', now - 250, 'ffffffffffffffffffffffffffffffff');
  await say('looked for stock', now - 200, trace);
  await fail({ at: now, trace });
  await say('answered 500', now + 100, trace);
  const [event] = (await issue()).events;
  expect(event?.trail).toEqual([
    { time: now - 300, what: 'order 7 came in', level: 'info', service: 'gateway' },
    { time: now - 200, what: 'looked for stock', level: 'info', service: 'orders' },
  ]);
});

test('without a trace the trail is what its process wrote just before', async () => {
  const now = Date.now();
  await say('long ago', now - 40_000);
  await say('elsewhere', now - 20, undefined, 'gateway');
  await say('began the night’s run', now - 100);
  await fail({ at: now });
  const [event] = (await issue()).events;
  expect(event?.trail.map(({ what }) => what)).toEqual(['began the night’s run']);
});

test('what a page did before its error is its trail; what can not be read is none', async () => {
  const trail = [{ time: 1_764_000_000_000, what: 'opened /cart' }, 7, { what: 'clicked Pay' }];
  await fail({ more: { 'sonde.error.trail': JSON.stringify(trail) } });
  await fail({ at: Date.now() - 5000, more: { 'sonde.error.trail': '[{' } });
  const { events } = await issue();
  expect(events.map((event) => event.trail)).toEqual([
    [{ time: 1_764_000_000_000, what: 'opened /cart' }, { what: 'clicked Pay' }],
    [],
  ]);
  expect(events[0]?.attributes).not.toHaveProperty('sonde.error.trail');
});

test('a cause tells how many of its frames stand in the error around it too', async () => {
  const at = (name: string, line: number): string =>
    `\n    at ${name} (/srv/app/${name}.js:${line}:1)`;
  const around = `StockError: no stock${at('reserve', 9)}${at('order', 3)}${at('serve', 1)}`;
  const cause = `RangeError: none${at('count', 4)}${at('reserve', 7)}${at('order', 3)}${at('serve', 1)}`;
  const chain = [{ relation: 'cause', type: 'RangeError', message: 'none', stack: cause }];
  await fail({ stack: around, more: { 'sonde.error.chain': JSON.stringify(chain) } });
  const [event] = (await issue()).events;
  expect(event?.chain.map(({ frames, shared }) => [frames.length, shared])).toEqual([
    [3, undefined],
    [4, 2],
  ]);
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink, type OtlpSink, until } from '../otlp-sink.js';
import { expectLaw, type OpenLane, openLane } from './open-lane.js';
import { KEY, type ReceivedEvent, readEnvelope } from './read-envelope.js';
import { receiveTracker, type TrackerReceiver, type TrackerRequest } from './tracker-receiver.js';

const CARD = '4111 1111 1111 1111';
let sink: OtlpSink;
let lanes: OpenLane[];

beforeEach(async () => {
  sink = await createOtlpSink();
  lanes = [];
});
afterEach(async () => {
  for (const lane of lanes) await lane.close();
  await sink.close();
});

function start(env: Record<string, string>): OpenLane {
  const lane = openLane(env, { endpoints: sink.endpoints });
  lanes.push(lane);
  return lane;
}

/** Fails as an application does, with a cause and the members of an aggregate. */
function fail({ lane }: OpenLane, message: string, more: object = {}): void {
  const cause = new RangeError('no connection');
  const error = new TypeError(message, { cause });
  const told = ({ name: type, message: text, stack }: Error): object => ({
    type,
    message: text,
    stack,
  });
  const err = { ...told(error), cause: told(cause), errors: [told(new Error('first'))] };
  lane.offer(
    'errors',
    JSON.stringify({ level: 50, time: Date.now(), msg: 'it failed', err, ...more }),
  );
}

describe('errors go to Sentry', () => {
  let sentry: TrackerReceiver<ReceivedEvent>;
  let dsn: string;

  beforeEach(async () => {
    sentry = await receiveTracker(readEnvelope);
    dsn = `http://${KEY}@127.0.0.1:${sentry.port}/sub/42`;
  });
  afterEach(() => sentry.close());

  it('as envelopes that Sentry’s own parser reads, and nothing else goes there', async () => {
    const one = start({ SONDE_SENTRY_DSN: dsn });
    one.log(0, 20);
    fail(one, `paid with ${CARD}`, {
      'http.route': '/pay',
      user_id: 'u-7',
      password: 'hunter2',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      handled: false,
      mechanism: 'uncaughtException',
    });
    await until('the event is there', () => sentry.events.length > 0);
    await until('the sink has all', () => sink.records.length === 21);
    expect(sentry.problems).toEqual([]);
    expect(sentry.requests).toHaveLength(1);
    const [event] = sentry.events;
    const issue = sink.records
      .flatMap(({ attributes }) => attributes)
      .find(({ key }) => key === 'sonde.error.fingerprint')?.value.stringValue;
    expect(event).toMatchObject({
      platform: 'node',
      level: 'error',
      release: 'shop@1.2.3',
      transaction: '/pay',
      fingerprint: [issue],
      user: { id: 'u-7' },
      logentry: { formatted: 'it failed' },
      contexts: {
        trace: { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' },
      },
      tags: { service: 'shop', 'http.route': '/pay' },
    });
    expect(event?.exception.values.map(({ type }) => type)).toEqual([
      'Error',
      'RangeError',
      'TypeError',
    ]);
    const caught = event?.exception.values.at(-1);
    expect(caught?.mechanism).toMatchObject({ type: 'uncaughtException', handled: false });
    expect(caught?.stacktrace?.frames.at(-1)).toMatchObject({
      function: 'fail',
      in_app: true,
      context_line: expect.stringContaining('new TypeError(message'),
    });
    const text = JSON.stringify(event);
    expect(text).not.toContain('4111');
    expect(text).not.toContain('hunter2');
  });

  it('with the trail of a page as breadcrumbs, and the application’s own word on the issue', async () => {
    const one = start({ SONDE_SENTRY_DSN: dsn });
    const trail = [{ time: 1_764_000_000_000, what: 'opened /cart' }, { what: 'clicked Pay' }, 7];
    fail(one, 'x', {
      'sonde.source': 'browser',
      'sonde.error.trail': JSON.stringify(trail),
      'sonde.fingerprint': 'checkout-broken',
    });
    await until('the event is there', () => sentry.events.length > 0);
    expect(sentry.events[0]).toMatchObject({
      platform: 'javascript',
      fingerprint: ['checkout-broken'],
      breadcrumbs: {
        values: [{ message: 'opened /cart', timestamp: 1_764_000_000 }, { message: 'clicked Pay' }],
      },
    });
  });

  it('not at all where no DSN is set', async () => {
    const one = start({});
    fail(one, 'x');
    expect(await one.lane.flush(10_000)).toBe(true);
    expect(sink.records).toHaveLength(1);
    expect(sentry.requests).toEqual([]);
  });

  it.each([
    ['X-Sentry-Rate-Limits for errors', 429, { 'x-sentry-rate-limits': '2:error:organization' }],
    [
      'X-Sentry-Rate-Limits for all',
      429,
      { 'x-sentry-rate-limits': '2::key:quota, 1:session:key' },
    ],
    ['Retry-After in seconds', 429, { 'retry-after': '2' }],
    [
      'limits that stand beside Retry-After',
      429,
      { 'x-sentry-rate-limits': '2:default;error:key', 'retry-after': '1' },
    ],
  ])('only after what %s says', async (_name, status, headers) => {
    let refusals = 1;
    sentry.answer = () => (refusals-- > 0 ? { status, headers } : undefined);
    const one = start({ SONDE_SENTRY_DSN: dsn });
    fail(one, 'first');
    await until('it was refused', () => sentry.requests.length > 0);
    fail(one, 'second');
    await until('both are there', () => sentry.events.length === 2, 30_000);
    const [refused, next] = sentry.requests as [TrackerRequest, TrackerRequest];
    expect(next.at - refused.at).toBeGreaterThanOrEqual(2000);
    expect(sentry.requests).toHaveLength(3);
    expect(new Set(sentry.events.map(({ event_id }) => event_id)).size).toBe(2);
    expectLaw(one.lane.ledger());
  });

  it('only after a date that Retry-After says', async () => {
    let until429 = 0;
    sentry.answer = () => {
      if (until429 > 0) return undefined;
      until429 = Math.ceil(Date.now() / 1000) * 1000 + 2000;
      return { status: 429, headers: { 'retry-after': new Date(until429).toUTCString() } };
    };
    const one = start({ SONDE_SENTRY_DSN: dsn });
    fail(one, 'x');
    await until('it is there', () => sentry.events.length === 1, 30_000);
    expect(Date.now()).toBeGreaterThanOrEqual(until429);
    expect(sentry.requests).toHaveLength(2);
  });

  it('after a limit that came with a thanks, and at once after one of another category', async () => {
    sentry.thanks = { 'x-sentry-rate-limits': '3600:transaction;session:organization' };
    const one = start({ SONDE_SENTRY_DSN: dsn });
    fail(one, 'first');
    await until('the first is there', () => sentry.events.length === 1);
    sentry.thanks = { 'x-sentry-rate-limits': '2:error:project' };
    fail(one, 'second');
    await until('the second is there', () => sentry.events.length === 2);
    sentry.thanks = {};
    fail(one, 'third');
    await until('the third is there', () => sentry.events.length === 3, 30_000);
    const [, second, third] = sentry.requests as [TrackerRequest, TrackerRequest, TrackerRequest];
    expect(third.at - second.at).toBeGreaterThanOrEqual(2000);
  });

  it('each once, though its batch is sent again; what is refused for good is counted', async () => {
    const messages = ['one', 'two', 'three', 'four', 'five'];
    let broken = 1;
    sentry.answer = ({ body }) => {
      if (body.includes('"four"')) return { status: 400 };
      return body.includes('"three"') && broken-- > 0 ? { status: 503 } : undefined;
    };
    const one = start({ SONDE_SENTRY_DSN: dsn });
    for (const message of messages) fail(one, message);
    await until('all are there', () => sentry.events.length === 4, 30_000);
    await until(
      'the ledger has them',
      () => one.lane.ledger().outputs?.['sentry']?.errors.queued === 0,
    );
    const told = sentry.events.map(({ exception }) => exception.values.at(-1)?.value);
    expect(told).toHaveLength(4);
    expect(new Set(told)).toEqual(new Set(['one', 'two', 'three', 'five']));
    expect(one.lane.ledger().outputs?.['sentry']?.errors).toMatchObject({
      delivered: 4,
      dropped: { rejected: 1 },
    });
    expectLaw(one.lane.ledger());
  });

  it('later, where it is down: they wait on the disk, the lane’s own receiver waits for nothing', async () => {
    sentry.answer = () => ({ status: 503 });
    const one = start({ SONDE_SENTRY_DSN: dsn });
    fail(one, 'x');
    one.log(0, 500);
    await until('the sink has all', () => sink.records.length === 501);
    expect(sentry.events).toEqual([]);
    sentry.answer = () => undefined;
    await until('the event is there', () => sentry.events.length === 1, 30_000);
    expectLaw(one.lane.ledger());
  });
});

interface BugsnagEvent {
  exceptions: { errorClass: string; message: string; stacktrace: Record<string, unknown>[] }[];
  [key: string]: unknown;
}

/** @see https://bugsnagerrorreportingapi.docs.apiary.io/ */
function readNotice({ path, headers, body }: TrackerRequest): BugsnagEvent[] {
  const must = (met: boolean, what: string): void => {
    if (!met) throw new Error(what);
  };
  must(path === '/notify', `the path is ${path}`);
  must(headers['content-type'] === 'application/json', 'the content type');
  must(headers['bugsnag-api-key'] === KEY, 'the key');
  must(headers['bugsnag-payload-version'] === '4', 'the version');
  must(!Number.isNaN(Date.parse(String(headers['bugsnag-sent-at']))), 'when it was sent');
  const notice = JSON.parse(body.toString()) as {
    apiKey: string;
    payloadVersion: string;
    notifier: Record<string, unknown>;
    events: (BugsnagEvent & Record<string, never>)[];
  };
  must(notice.apiKey === KEY && notice.payloadVersion === '4', 'the head');
  for (const name of ['name', 'version', 'url'])
    must(typeof notice.notifier[name] === 'string', name);
  for (const event of notice.events) {
    must(event.exceptions.length > 0, 'no exception');
    for (const { errorClass, message, stacktrace } of event.exceptions) {
      must(typeof errorClass === 'string' && typeof message === 'string', 'an exception');
      for (const frame of stacktrace) {
        must(typeof frame['file'] === 'string' && typeof frame['method'] === 'string', 'a frame');
        must(frame['lineNumber'] === null || Number.isInteger(frame['lineNumber']), 'a line');
      }
    }
    must(/^(?:error|warning|info)$/.test(event['severity'] ?? ''), 'severity');
    for (const crumb of event['breadcrumbs'] as { name: string; timestamp: string }[]) {
      must(crumb.name.length <= 30 && /^\d{4}-.*Z$/.test(crumb.timestamp), 'a breadcrumb');
    }
  }
  return notice.events;
}

describe('errors go to Bugsnag', () => {
  let bugsnag: TrackerReceiver<BugsnagEvent>;
  let env: Record<string, string>;

  beforeEach(async () => {
    bugsnag = await receiveTracker(readNotice);
    const address = `http://127.0.0.1:${bugsnag.port}/notify`;
    env = { SONDE_BUGSNAG_API_KEY: KEY, SONDE_BUGSNAG_ENDPOINT: address };
  });
  afterEach(() => bugsnag.close());

  it('as its notify API asks, with the trail, and without secrets', async () => {
    const one = start(env);
    one.log(0, 10);
    const trail = [{ what: 'opened /cart' }, { time: 1_764_000_000_000, what: 'x'.repeat(50) }];
    fail(one, `paid with ${CARD}`, {
      user_id: 'u-7',
      token: 'hunter2',
      'sonde.error.trail': JSON.stringify(trail),
    });
    await until('the event is there', () => bugsnag.events.length > 0);
    expect(bugsnag.problems).toEqual([]);
    expect(bugsnag.requests).toHaveLength(1);
    const [event] = bugsnag.events;
    expect(event).toMatchObject({
      severity: 'error',
      unhandled: false,
      app: { version: '1.2.3', type: 'shop' },
      user: { id: 'u-7' },
      breadcrumbs: [{ name: 'opened /cart' }, { timestamp: '2025-11-24T16:00:00.000Z' }],
    });
    expect(event?.['groupingHash']).toMatch(/^[0-9a-f]{16}$/);
    expect(event?.exceptions.map(({ errorClass }) => errorClass)).toEqual([
      'TypeError',
      'RangeError',
      'Error',
    ]);
    expect(event?.exceptions[0]?.stacktrace[0]).toMatchObject({ method: 'fail', inProject: true });
    expect(JSON.stringify(event)).not.toMatch(/4111|hunter2/);
  });

  it('only after what a 429 says, each once', async () => {
    let refusals = 1;
    bugsnag.answer = () =>
      refusals-- > 0 ? { status: 429, headers: { 'retry-after': '2' } } : undefined;
    const one = start(env);
    fail(one, 'first');
    fail(one, 'second');
    await until('both are there', () => bugsnag.events.length === 2, 30_000);
    const [refused, next] = bugsnag.requests as [TrackerRequest, TrackerRequest];
    expect(next.at - refused.at).toBeGreaterThanOrEqual(2000);
    expect(bugsnag.requests).toHaveLength(3);
    expectLaw(one.lane.ledger());
  });
});

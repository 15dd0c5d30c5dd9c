import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLane,
  type Lane,
  type LaneOptions,
  type Ledger,
  resolveLaneOptions,
  type Signal,
} from '@sonde/pipeline';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, createOtlpSink, hang, type OtlpSink, take, until } from './otlp-sink.js';

let sink: OtlpSink;
let home: string;
let lanes: Lane[];

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(tmpdir(), 'sonde-lane-'));
  lanes = [];
});

afterEach(async () => {
  await Promise.all(lanes.map((lane) => lane.close(500)));
  await sink.close();
  rmSync(home, { recursive: true, force: true });
});

function start(options: Partial<LaneOptions> = {}): Lane {
  const lane = createLane(
    resolveLaneOptions(
      {
        endpoints: sink.endpoints,
        spool: { folder: join(home, 'spool'), maxBytes: 50_000_000 },
        ...options,
      },
      {},
      () => {},
    ),
  );
  lanes.push(lane);
  return lane;
}

const line = (msg: string, more: object = {}): string =>
  JSON.stringify({ level: 30, time: Date.now(), msg, ...more });

function sums(ledger: Ledger): void {
  for (const one of Object.values(ledger.signals)) {
    const lost = Object.values(one.dropped).reduce((sum, count) => sum + count, 0);
    expect(one.accepted).toBe(one.delivered + lost + one.queued);
    expect(one.queued).toBeGreaterThanOrEqual(0);
  }
}

/** Files of the spool, wherever they stand. */
function segments(): string[] {
  try {
    return readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith('.seg'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

const signalled: Record<Signal, string> = {
  logs: line('a log'),
  errors: line('an error', { err: { type: 'TypeError', message: 'no', stack: 'TypeError: no' } }),
  traces: JSON.stringify({
    scope: { name: 's' },
    span: {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'GET /',
      kind: 2,
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000000000001',
      attributes: [],
    },
  }),
  metrics: JSON.stringify({
    scope: { name: 'm' },
    metrics: [
      { name: 'up', gauge: { dataPoints: [{ attributes: [], timeUnixNano: '1', asInt: 1 }] } },
    ],
  }),
};

describe('what is offered arrives', () => {
  it('of every signal, each at its endpoint', async () => {
    const lane = start();
    for (const [signal, json] of Object.entries(signalled)) {
      expect(lane.offer(signal as Signal, json)).toBe(true);
    }
    expect(await lane.flush()).toBe(true);
    expect(sink.bodies.toSorted()).toEqual(['a log', 'an error']);
    expect(sink.spans).toEqual(['GET /']);
    expect(sink.metrics).toEqual(['up']);
    for (const one of Object.values(lane.ledger().signals)) {
      expect(one).toEqual({ accepted: 1, delivered: 1, dropped: {}, queued: 0 });
    }
    expect(lane.ledger().lastSuccess).toBeGreaterThan(0);
  });

  it('without a flush, within moments', async () => {
    const lane = start();
    lane.offer('logs', line('soon'));
    await until('it arrives', () => sink.bodies.length === 1);
    expect(sink.bodies).toEqual(['soon']);
  });

  it('when 20,000 come in one burst, and the ring goes round several times', async () => {
    const lane = start({ ringBytes: 1_048_576 });
    const text = (number: number): string => `${number} ${'é😀'.repeat(number % 50)}`;
    let offered = 0;
    while (offered < 20_000) {
      if (lane.offer('logs', line(text(offered)))) offered++;
      else await lane.flush();
    }
    expect(await lane.flush(20_000)).toBe(true);
    expect(sink.bodies.toSorted()).toEqual(
      Array.from({ length: 20_000 }, (_, number) => text(number)).toSorted(),
    );
    const { logs } = lane.ledger().signals;
    expect(logs.delivered).toBe(20_000);
    expect(logs.accepted).toBe(20_000 + (logs.dropped.ring_full ?? 0));
    sums(lane.ledger());
  });

  it('with its headers, compressed, and with no trace context', async () => {
    const headers = { authorization: 'Bearer abc' };
    const lane = start({
      headers: { logs: headers, traces: {}, metrics: {} },
      compression: 'gzip',
    });
    lane.offer('logs', line('x'.repeat(4000)));
    await lane.flush();
    expect(sink.headers[0]).toMatchObject({
      authorization: 'Bearer abc',
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    });
    expect(sink.headers[0]).not.toHaveProperty('traceparent');
  });

  it('as it is where the receiver is on this machine, and packed where it waits on disk', async () => {
    const lane = start();
    lane.offer('logs', line('first'));
    await lane.flush();
    expect(sink.headers[0]).not.toHaveProperty('content-encoding');
    sink.behave = answer(503);
    lane.offer('logs', line('x'.repeat(9000)));
    await lane.flush();
    expect(lane.ledger().spoolBytes).toBeLessThan(1000);
    const before = lane.ledger().oldestMs ?? 0;
    await until('it is older', () => (lane.ledger().oldestMs ?? 0) > before);
    sink.behave = take;
    await until('it arrives', () => lane.ledger().signals.logs.delivered === 2);
    expect(sink.headers.at(-1)).toMatchObject({ 'content-encoding': 'gzip' });
    await until('none waits', () => lane.ledger().oldestMs === undefined);
    const sizes = sink.headers.map((one) => Number(one['content-length']));
    const taken = (sizes[0] ?? 0) + (sizes.at(-1) ?? 0);
    expect(lane.ledger().deliveredBytes?.logs).toBe(taken);
  });

  it('with secrets redacted and an error’s frames, source lines and issue added', async () => {
    const lane = start();
    const { stack } = new Error('card 4111 1111 1111 1111');
    lane.offer(
      'errors',
      line('pay', {
        password: 'hunter2',
        err: { type: 'Error', message: 'card 4111 1111 1111 1111', stack },
      }),
    );
    await lane.flush();
    const text = JSON.stringify(sink.records[0]);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('4111 1111');
    const attributes = new Map(sink.records[0]?.attributes.map((one) => [one.key, one.value]));
    expect(attributes.get('sonde.error.fingerprint')?.stringValue).toMatch(/^[0-9a-f]{16}$/);
    const frames = JSON.parse(attributes.get('sonde.error.frames')?.stringValue ?? '[]');
    expect(frames[0]).toMatchObject({ inApp: true });
    expect(frames[0].source.lines.join('\n')).toContain('new Error(');
  });
});

describe('what can’t arrive is counted', () => {
  it('as invalid where it is no record', async () => {
    const lane = start();
    const bad = ['', '{', '[]', 'null', '1', '{"a":'];
    for (const json of bad) lane.offer('logs', json);
    lane.offer('traces', '{"span":1}');
    lane.offer('traces', '{"scope":{"name":"s"},"span":{"attributes":5}}');
    lane.offer('metrics', '{"scope":{"name":"s"},"metrics":[null]}');
    lane.offer('logs', undefined as unknown as string);
    lane.offer('logs', line('still alive'));
    await lane.flush();
    const { logs, traces, metrics } = lane.ledger().signals;
    expect(logs).toEqual({ accepted: 8, delivered: 1, dropped: { invalid: 7 }, queued: 0 });
    expect(traces.dropped).toEqual({ invalid: 2 });
    expect(metrics.dropped).toEqual({ invalid: 1 });
    expect(sink.bodies).toEqual(['still alive']);
  });

  it('as too large where it can’t be shortened; a log line can', async () => {
    const lane = start();
    expect(lane.offer('traces', JSON.stringify({ span: Array(200_000).fill(1) }))).toBe(false);
    expect(lane.offer('logs', line('long', { text: `é"\\${'x'.repeat(2_000_000)}` }))).toBe(true);
    const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, i]));
    expect(lane.offer('logs', JSON.stringify({ msg: 'wide', ...many }))).toBe(true);
    await lane.flush();
    expect(lane.ledger().signals.traces.dropped).toEqual({ too_large: 1 });
    expect(sink.bodies.toSorted()).toEqual(['long', 'wide']);
  });

  it('lines of any text that are too large are cut to a record, never to nonsense', async () => {
    const lane = start({ ringBytes: 33_554_432 });
    const nasty = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\\', '"', '\\"', '\\\\', '\u0001', '\ud83d', '😀', '\\u12', ','),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const lines = fc.sample(fc.tuple(nasty, fc.integer({ min: 0, max: 40 })), 40);
    for (const [parts, shift] of lines) {
      const text = 'x'.repeat(shift) + `${parts.join('')} `.repeat(20_000);
      expect(lane.offer('logs', line('cut', { text, [text.slice(0, 20)]: 1, tail: [text] }))).toBe(
        true,
      );
    }
    expect(await lane.flush(20_000)).toBe(true);
    expect(lane.ledger().signals.logs).toMatchObject({ delivered: 40, dropped: {} });
    expect(sink.bodies).toEqual(Array(40).fill('cut'));
  });

  it('as ring_full, the lower levels first', async () => {
    sink.behave = hang;
    const lane = start({ spool: undefined, ringBytes: 1_048_576 });
    const pad = 'p'.repeat(1000);
    const fill = (level: number): void => {
      while (lane.offer(level >= 50 ? 'errors' : 'logs', line('x', { pad }), level)) {
        // until there is no room for this level
      }
    };
    fill(20);
    const debug = lane.ledger().signals.logs.accepted;
    expect(lane.offer('logs', line('info'), 30)).toBe(true);
    fill(30);
    expect(lane.ledger().signals.logs.accepted).toBeGreaterThan(debug + 50);
    expect(lane.offer('errors', line('worse'), 50)).toBe(true);
    sums(lane.ledger());
  });

  it('as closed after the end', async () => {
    const lane = start();
    await lane.close();
    expect(lane.offer('logs', line('late'))).toBe(false);
    expect(lane.ledger().signals.logs).toEqual({
      accepted: 1,
      delivered: 0,
      dropped: { closed: 1 },
      queued: 0,
    });
  });

  it('as rejected where the receiver refuses for good, and is not asked again', async () => {
    sink.behave = answer(400);
    const lane = start();
    for (let i = 0; i < 10; i++) lane.offer('logs', line(String(i)));
    await lane.flush();
    expect(lane.ledger().signals.logs.dropped).toEqual({ rejected: 10 });
    expect(sink.requests).toBe(1);
  });

  it('as rejected where a redirect is answered, which is not followed', async () => {
    sink.behave = answer(307, { location: `${sink.url}/v1/elsewhere` });
    const lane = start();
    lane.offer('logs', line('x'));
    await lane.flush();
    expect(lane.ledger().signals.logs.dropped).toEqual({ rejected: 1 });
    expect(sink.requests).toBe(1);
  });
});

it('a flush beside it does not make the last one wait for a receiver that is down', async () => {
  await sink.close();
  const lane = start({ spool: undefined });
  lane.offer('logs', line('not sent'));
  await until('it was tried', () => lane.ledger().retries > 0);
  const closing = lane.close(600_000);
  void lane.flush(600_000);
  await closing;
  expect(lane.ledger().signals.logs).toMatchObject({ accepted: 1, delivered: 0 });
});

describe('a receiver with a fault gets all once it is well', () => {
  const faults: [string, () => void | Promise<void>][] = [
    ['that is down', () => sink.close()],
    [
      'that answers 503 with Retry-After',
      () => void (sink.behave = answer(503, { 'retry-after': '1' })),
    ],
    ['that answers 429', () => void (sink.behave = answer(429))],
    [
      'that resets connections',
      () =>
        void (sink.behave = (_request, response) => {
          response.socket?.resetAndDestroy();
          return 'done';
        }),
    ],
    ['that hangs', () => void (sink.behave = hang)],
  ];
  for (const spooled of [true, false]) {
    for (const [name, fault] of faults) {
      it(`${name}, ${spooled ? 'by way of the spool' : 'from memory'}`, async () => {
        const lane = start({ timeoutMs: 300, ...(spooled ? {} : { spool: undefined }) });
        lane.offer('logs', line('before'));
        await lane.flush(20_000);
        await fault();
        for (let i = 0; i < 300; i++) lane.offer('logs', line(`during ${i}`));
        // Long enough for a machine under load; without a spool it is the flush that gives up.
        expect(await lane.flush(spooled ? 20_000 : 1500)).toBe(spooled);
        expect(segments().length > 0).toBe(spooled);
        expect(lane.ledger().signals.logs).toMatchObject({
          accepted: 301,
          delivered: 1,
          queued: 300,
        });
        sink.behave = take;
        if (name === 'that is down') await sink.reopen();
        lane.offer('logs', line('after'));
        await until('all is delivered', () => lane.ledger().signals.logs.delivered === 302);
        expect(new Set(sink.bodies).size).toBe(302);
        expect(lane.ledger().retries).toBeGreaterThan(0);
        expect(lane.ledger().spoolBytes).toBe(0);
        sums(lane.ledger());
      });
    }
  }

  it('that takes small bodies only: what is too large is halved', async () => {
    sink.behave = ({ body }, response) =>
      body.length > 3000 ? answer(413)({} as never, response) : 'take';
    const lane = start();
    for (let i = 0; i < 100; i++) lane.offer('logs', line(String(i), { pad: 'x'.repeat(200) }));
    lane.offer('logs', line('never', { pad: 'x'.repeat(4000) }));
    expect(await lane.flush()).toBe(true);
    expect(sink.bodies.map(Number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(lane.ledger().signals.logs).toEqual({
      accepted: 101,
      delivered: 100,
      dropped: { too_large: 1 },
      queued: 0,
    });
  });

  it('that takes a part: the rest is counted as rejected', async () => {
    const { encodeExportResponse } = await import('@sonde/otlp');
    sink.behave = (_request, response) => {
      response.end(encodeExportResponse({ rejected: 3, message: 'too old' }));
      return 'done';
    };
    const lane = start();
    for (let i = 0; i < 10; i++) lane.offer('logs', line(String(i)));
    await lane.flush();
    expect(lane.ledger().signals.logs).toEqual({
      accepted: 10,
      delivered: 7,
      dropped: { rejected: 3 },
      queued: 0,
    });
  });
});

describe('the spool', () => {
  async function leave(count: number, pad = ''): Promise<void> {
    sink.behave = answer(503);
    const lane = start();
    for (let i = 0; i < count; i++) {
      lane.offer('logs', line(String(i), { pad }));
      if (i % 10 === 9) await lane.flush();
    }
    await lane.flush();
    await lane.close();
    sink.behave = take;
  }

  it('is private and holds no secret', async () => {
    sink.behave = answer(503);
    const lane = start({ compression: 'none' });
    lane.offer('logs', line('x', { password: 'hunter2' }));
    await lane.flush();
    const file = segments()[0] ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'spool')).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'latin1')).not.toContain('hunter2');
  });

  it('with a torn end gives all that is whole', async () => {
    await leave(40);
    const file = segments()[0] ?? '';
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 5));
    const lane = start();
    lane.offer('logs', line('new'));
    await until('the rest arrives', () => lane.ledger().signals.logs.delivered === 31);
    expect(lane.ledger().signals.logs).toMatchObject({ accepted: 31, adopted: 30, queued: 0 });
    expect(segments()).toEqual([]);
  });

  it('with a flipped bit loses that one batch, counted', async () => {
    await leave(40);
    const file = segments()[0] ?? '';
    const bytes = readFileSync(file);
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const lane = start();
    lane.offer('logs', line('new'));
    await until('the rest arrives', () => lane.ledger().signals.logs.delivered === 31);
    expect(lane.ledger().signals.logs).toEqual({
      accepted: 41,
      adopted: 40,
      delivered: 31,
      dropped: { spool_error: 10 },
      queued: 0,
    });
  });

  it('stays within its bytes: the oldest go first, counted', async () => {
    sink.behave = answer(503);
    const lane = start({
      compression: 'none',
      spool: { folder: join(home, 'spool'), maxBytes: 200_000 },
    });
    for (let i = 0; i < 400; i++) {
      lane.offer('logs', line(String(i), { pad: 'x'.repeat(4000) }));
      if (i % 10 === 9) await lane.flush();
    }
    const { logs } = lane.ledger().signals;
    expect(lane.ledger().spoolBytes).toBeLessThanOrEqual(200_000);
    expect(logs.dropped.spool_full).toBeGreaterThan(0);
    sums(lane.ledger());
    sink.behave = take;
    await until('the rest arrives', () => lane.ledger().signals.logs.queued === 0);
    expect(sink.bodies.length).toBe(400 - (logs.dropped.spool_full ?? 0));
    expect(sink.bodies).toContain('399');
  });

  it('that is full drops logs, and keeps the errors that came before them', async () => {
    sink.behave = answer(503);
    const lane = start({
      compression: 'none',
      spool: { folder: join(home, 'spool'), maxBytes: 200_000 },
    });
    for (let i = 0; i < 200; i++) {
      if (i < 10) lane.offer('errors', line(`error ${i}`, { level: 50 }));
      lane.offer('logs', line(String(i), { pad: 'x'.repeat(4000) }));
      if (i % 10 === 9) await lane.flush();
    }
    const { logs, errors } = lane.ledger().signals;
    expect(logs.dropped.spool_full).toBeGreaterThan(0);
    expect(errors.dropped).toEqual({});
    sums(lane.ledger());
    sink.behave = take;
    const queued = () => lane.ledger().signals.logs.queued + lane.ledger().signals.errors.queued;
    await until('the rest arrives', () => queued() === 0);
    expect(sink.bodies.filter((body) => body.startsWith('error'))).toHaveLength(10);
  });

  it('that can’t be made is one warning, and memory only', async () => {
    writeFileSync(join(home, 'file'), '');
    const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
    const warnings: unknown[] = [];
    const listen = (message: unknown): void => void warnings.push(message);
    subscribe('sonde:warning', listen);
    sink.behave = answer(503);
    const lane = start({ spool: { folder: join(home, 'file', 'spool'), maxBytes: 1e6 } });
    for (let i = 0; i < 30; i++) {
      lane.offer('logs', line(String(i)));
      if (i % 10 === 9) await lane.flush(300);
    }
    await until('it is told', () => warnings.length > 0);
    sink.behave = take;
    await until('all arrives', () => sink.bodies.length === 30);
    unsubscribe('sonde:warning', listen);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'spool_write' });
  });
});

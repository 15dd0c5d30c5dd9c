import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LogsQuery,
  QueryError,
  type Store,
  StoreError,
  type StoreOptions,
} from '@sonde/viewer';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  attributes,
  bytes,
  hexId,
  log,
  logsBody,
  metricsBody,
  nanos,
  span,
  tracesBody,
} from './otlp-bodies.js';

/** What any store must do, asked through its interface only. */
export function describeStore(name: string, open: (options: StoreOptions) => Promise<Store>): void {
  describe(`${name} as a store`, () => {
    let folder: string;
    let store: Store;
    const options = (): StoreOptions => ({ folder, maxBytes: 64 << 20, maxAgeMs: 3_600_000 });
    const window = () => ({ from: Date.now() - 3_600_000, to: Date.now() + 60_000 });
    const logs = (more: Partial<LogsQuery> = {}) =>
      store.query('logs', { ...window(), order: 'desc', limit: 100, histogram: false, ...more });
    const messages = async (more: Partial<LogsQuery> = {}) =>
      (await logs(more)).logs.map((row) => row.message);
    const putLogs = (...texts: string[]) =>
      store.ingest(
        'logs',
        'json',
        bytes(
          logsBody(
            'orders',
            texts.map((text) => log(text)),
          ),
        ),
      );

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sonde-store-'));
      store = await open(options());
    });
    afterEach(async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('what was stored is there after it was closed and opened again', async () => {
      await putLogs('stays');
      await store.close();
      store = await open(options());
      expect(await messages()).toEqual(['stays']);
      expect((await store.status()).logs).toBe(1);
    });

    test('a batch that is sent twice is stored once, and equal lines of one batch are both kept', async () => {
      const line = log('tick', { timeUnixNano: `${Date.now()}000000` });
      const body = logsBody('orders', [line, line]);
      expect(await store.ingest('logs', 'json', bytes(body))).toMatchObject({ stored: 2 });
      expect(await store.ingest('logs', 'json', bytes(body))).toMatchObject({
        stored: 0,
        duplicates: 2,
      });
      const trace = tracesBody('orders', [
        span(hexId(16), hexId(8), undefined, Date.now(), Date.now() + 5),
      ]);
      expect(await store.ingest('traces', 'json', bytes(trace))).toMatchObject({ stored: 1 });
      expect(await store.ingest('traces', 'json', bytes(trace))).toMatchObject({ duplicates: 1 });
    });

    test('a record id counts more than what the record says', async () => {
      const at = { timeUnixNano: `${Date.now()}000000` };
      const one = log('same', { ...at, attributes: attributes({ 'log.record.uid': 'a' }) });
      const two = log('same', { ...at, attributes: attributes({ 'log.record.uid': 'b' }) });
      await store.ingest('logs', 'json', bytes(logsBody('s', [one, two])));
      expect(await store.ingest('logs', 'json', bytes(logsBody('s', [two])))).toMatchObject({
        duplicates: 1,
      });
      expect((await store.status()).logs).toBe(2);
    });

    test('spans in any order, late ones too, become one tree', async () => {
      const traceId = hexId(16);
      const [root, child, leaf] = [hexId(8), hexId(8), hexId(8)];
      const now = Date.now() - 1000;
      const put = (one: object) => store.ingest('traces', 'json', bytes(tracesBody('a', [one])));
      await put(span(traceId, leaf, child, now + 20, now + 30, { name: 'leaf' }));
      const early = await store.query('spans', { traceId, offset: 0, limit: 10, collapsed: [] });
      expect(early?.spans).toMatchObject([{ name: 'leaf', orphan: true }]);
      await put(span(traceId, root, undefined, now, now + 100, { name: 'root' }));
      await put(span(traceId, child, root, now + 10, now + 40, { name: 'child' }));
      const answer = await store.query('spans', { traceId, offset: 0, limit: 10, collapsed: [] });
      expect(answer?.spans.map((row) => [row.name, row.depth, row.descendants])).toEqual([
        ['root', 0, 2],
        ['child', 1, 1],
        ['leaf', 2, 0],
      ]);
      const list = await store.query('traces', { ...window(), errorsOnly: false, limit: 10 });
      expect(list.traces).toMatchObject([{ name: 'root', spans: 3, duration: 100 }]);
    });

    test('a service whose clock is an hour behind is shown inside of its caller', async () => {
      const traceId = hexId(16);
      const [call, served] = [hexId(8), hexId(8)];
      const now = Date.now() - 1000;
      const behind = now - 3_600_000;
      const put = (service: string, one: object) =>
        store.ingest('traces', 'json', bytes(tracesBody(service, [one])));
      await put('gateway', span(traceId, call, undefined, now, now + 100, { kind: 3 }));
      await put('orders', span(traceId, served, call, behind, behind + 60, { kind: 2 }));
      const answer = await store.query('spans', { traceId, offset: 0, limit: 10, collapsed: [] });
      expect(answer?.spans[1]).toMatchObject({ service: 'orders', offset: 20, duration: 60 });
      expect(await store.query('trace', { traceId })).toMatchObject({ duration: 100 });
    });

    test('a record without a time, or from next week, has the time at which it came', async () => {
      const week = Date.now() + 7 * 86_400_000;
      await store.ingest(
        'logs',
        'json',
        bytes(
          logsBody('s', [
            log('no time', { timeUnixNano: '0' }),
            log('next week', { timeUnixNano: `${week}000000` }),
          ]),
        ),
      );
      expect((await messages()).toSorted()).toEqual(['next week', 'no time']);
    });

    test('spans that are each other’s parents are shown and end', async () => {
      const traceId = hexId(16);
      const [a, b] = [hexId(8), hexId(8)];
      const now = Date.now() - 1000;
      const body = tracesBody('s', [
        span(traceId, a, b, now, now + 1),
        span(traceId, b, a, now, now + 1),
      ]);
      await store.ingest('traces', 'json', bytes(body));
      const answer = await store.query('spans', { traceId, offset: 0, limit: 10, collapsed: [] });
      expect(answer?.total).toBe(2);
    });

    test('what is no OTLP is refused and leaves no trace, and the store goes on', async () => {
      for (const [encoding, body] of [
        ['json', new TextEncoder().encode('{"resourceLogs":7}')],
        ['json', new TextEncoder().encode('['.repeat(100_000))],
        ['protobuf', new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
      ] as const) {
        const error = await store.ingest('logs', encoding, body).catch((one: unknown) => one);
        expect(error).toBeInstanceOf(StoreError);
        expect((error as StoreError).code).toBe('malformed');
      }
      await putLogs('still here');
      expect(await messages()).toEqual(['still here']);
    });

    test('a search finds words, phrases, attributes and levels, and no operator gets through', async () => {
      const records = [
        log('payment of order 17 failed', {
          severityNumber: 17,
          attributes: attributes({ 'user.id': 'u-42' }),
        }),
        log('order 17 was paid', { attributes: attributes({ 'user.id': 'u-4' }) }),
      ];
      await store.ingest('logs', 'json', bytes(logsBody('orders', records)));
      expect(await messages({ q: 'order 17' })).toHaveLength(2);
      expect(await messages({ q: 'paym fail' })).toEqual(['payment of order 17 failed']);
      expect(await messages({ q: '"17 was"' })).toEqual(['order 17 was paid']);
      expect(await messages({ q: '"order paid"' })).toEqual([]);
      expect(await messages({ q: 'user.id:u-42' })).toEqual(['payment of order 17 failed']);
      expect(await messages({ q: 'level:error' })).toEqual(['payment of order 17 failed']);
      expect(await messages({ q: 'service:nobody' })).toEqual([]);
      for (const q of [
        '"',
        '" OR *',
        'NEAR(a b',
        'body:',
        "'; DROP TABLE logs",
        '* ^ { }',
        'a:"b',
      ]) {
        await logs({ q });
      }
      expect(await messages({ q: 'paid OR payment' })).toEqual([]);
    });

    test('windows follow each other without a gap or a repeat, with and without a search', async () => {
      const now = Date.now() - 10_000;
      const many = Array.from({ length: 50 }, (_, n) =>
        log(`line ${n}`, { timeUnixNano: `${now + Math.floor(n / 5)}000000` }),
      );
      await store.ingest('logs', 'json', bytes(logsBody('s', many)));
      for (const q of [undefined, 'line']) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const more = { ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) };
          const answer = await logs({ limit: 7, ...more });
          seen.push(...answer.logs.map((row) => row.id));
          cursor = answer.next;
        } while (cursor !== undefined);
        expect(seen).toHaveLength(50);
        expect(new Set(seen).size).toBe(50);
      }
      await expect(logs({ cursor: 'nonsense' })).rejects.toBeInstanceOf(QueryError);
    });

    test('an error in a log and in its span’s event is one occurrence of one issue', async () => {
      const [traceId, spanId] = [hexId(16), hexId(8)];
      const now = Date.now() - 1000;
      const thrown = attributes({
        'exception.type': 'TypeError',
        'exception.message': 'x is not a function',
        'exception.stacktrace': 'TypeError: x is not a function\n    at pay (/app/src/pay.js:10:5)',
        'user.id': 'u-1',
      });
      const event = { timeUnixNano: `${now}000000`, name: 'exception', attributes: thrown };
      const failing = span(traceId, spanId, undefined, now, now + 5, { events: [event] });
      await store.ingest('traces', 'json', bytes(tracesBody('orders', [failing])));
      const record = log('pay failed', { severityNumber: 17, traceId, spanId, attributes: thrown });
      await store.ingest('logs', 'json', bytes(logsBody('orders', [record])));
      const { issues } = await store.query('issues', { ...window(), limit: 10 });
      expect(issues).toMatchObject([
        { type: 'TypeError', count: 1, users: 1, culprit: 'pay (/app/src/pay.js:10)' },
      ]);
      const fingerprint = issues[0]?.fingerprint ?? '';
      const issue = await store.query('issue', { fingerprint, ...window() });
      expect(issue?.events).toMatchObject([{ traceId, spanId }]);
      expect(await store.query('trace', { traceId })).toMatchObject({ issues: [{ fingerprint }] });
    });

    test('no secret that a source forgot stands in the store', async () => {
      const record = log('card 4242 4242 4242 4242 declined', {
        attributes: attributes({ password: 'hunter2', note: 'Bearer abcdefghijklmnop1234567890' }),
      });
      await store.ingest('logs', 'json', bytes(logsBody('s', [record])));
      const text = JSON.stringify(await logs());
      for (const secret of ['4242', 'hunter2', 'abcdefghijklmnop'])
        expect(text).not.toContain(secret);
      expect(await messages({ q: 'hunter2' })).toEqual([]);
      expect(await messages({ q: '4242' })).toEqual([]);
    });

    test('a block of the event loop is told once, however often its gauge is pushed', async () => {
      const now = Date.now() - 30_000;
      for (const at of [now, now + 5000]) {
        const body = metricsBody('catalog', 'nodejs.eventloop.delay.max', 0.4125, at);
        await store.ingest('metrics', 'json', bytes(body));
      }
      const answer = await store.query('runtime', { from: now - 60_000, to: now + 60_000 });
      expect(answer.blocks).toMatchObject([{ service: 'catalog', duration: 412.5 }]);
      expect(answer.instances[0]?.lagMax).toEqual([412.5, 412.5]);
    });

    test('a block that the process recorded takes the place of what the gauge lets guess', async () => {
      const now = Date.now() - 30_000;
      const traceId = hexId(16);
      const gauge = (at: number) =>
        store.ingest(
          'metrics',
          'json',
          bytes(metricsBody('catalog', 'nodejs.eventloop.delay.max', 0.42, at)),
        );
      const record = log('the event loop stood still', {
        timeUnixNano: nanos(now - 400),
        severityNumber: 13,
        eventName: 'nodejs.event_loop.block',
        traceId,
        spanId: hexId(8),
        attributes: attributes({
          'sonde.block.duration': 400.5,
          'code.function.name': 'rebuildIndex',
          'code.file.path': '/srv/app/index.js',
          'code.line.number': 12,
          'exception.type': 'EventLoopBlock',
          'exception.message': 'the event loop stood still',
          'sonde.error.fingerprint': 'abcdef0123456789',
        }),
      });
      await gauge(now + 1000);
      await store.ingest('logs', 'json', bytes(logsBody('catalog', [record])));
      await gauge(now + 9000);
      const answer = await store.query('runtime', { from: now - 60_000, to: now + 60_000 });
      expect(answer.blocks).toEqual([
        {
          time: now - 400,
          duration: 400.5,
          service: 'catalog',
          instance: 'catalog-1',
          traceId,
          function: 'rebuildIndex (index.js:12)',
        },
      ]);
      const issue = await store.query('issue', { fingerprint: 'abcdef0123456789', ...window() });
      expect(issue).toMatchObject({ type: 'EventLoopBlock', count: 1, handled: true });
    });

    test('past its bound the oldest go and the newest stay', async () => {
      await store.close();
      store = await open({ ...options(), maxBytes: 2 << 20 });
      const filler = 'lorem ipsum '.repeat(60);
      for (let batch = 0; batch < 40; batch++) {
        const texts = Array.from({ length: 100 }, (_, n) => `batch ${batch} line ${n} ${filler}`);
        await putLogs(...texts);
      }
      await putLogs('the newest');
      await vi.waitFor(
        async () => {
          const { bytes: used, maxBytes } = await store.status();
          expect(used).toBeLessThanOrEqual(maxBytes);
        },
        { timeout: 15_000, interval: 100 },
      );
      expect(await messages({ limit: 1 })).toEqual(['the newest']);
      const { logs: left } = await store.status();
      expect(left).toBeGreaterThan(100);
      expect(left).toBeLessThan(4001);
    });

    test('what is too old goes', async () => {
      await store.close();
      store = await open({ ...options(), maxAgeMs: 1000 });
      await putLogs('soon gone');
      await vi.waitFor(async () => expect((await store.status()).logs).toBe(0), {
        timeout: 10_000,
        interval: 100,
      });
      expect(await messages()).toEqual([]);
      expect(await messages({ q: 'gone' })).toEqual([]);
    });

    test('past the bound of what may wait, a body is refused and to be sent again', async () => {
      await store.close();
      store = await open({ ...options(), maxQueuedBytes: 2000 });
      const body = () => bytes(logsBody('s', [log('x'.repeat(900))]));
      const answers = await Promise.allSettled(
        [1, 2, 3, 4].map(() => store.ingest('logs', 'json', body())),
      );
      const refused = answers.filter((one) => one.status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every((one) => (one.reason as StoreError).code === 'queue_full')).toBe(true);
    });

    test('a follower gets the new rows that fit, and a watcher that there is news', async () => {
      const got: string[] = [];
      const changes: object[] = [];
      store.follow({ level: 'error', q: 'boom' }, ({ logs: rows }) => {
        got.push(...rows.map((row) => row.message));
      });
      store.watch((changed) => changes.push(changed));
      await putLogs('boom, but harmless');
      const bad = [
        log('boom at last', { severityNumber: 17 }),
        log('other', { severityNumber: 17 }),
      ];
      await store.ingest('logs', 'json', bytes(logsBody('s', bad)));
      await vi.waitFor(() => expect(got).toEqual(['boom at last']), { timeout: 5000 });
      await vi.waitFor(
        () => expect(changes).toContainEqual(expect.objectContaining({ logs: true })),
        {
          timeout: 5000,
        },
      );
    });

    test('a trace of 20,000 spans in one chain and in one fan is answered in windows', async () => {
      const traceId = hexId(16);
      const ids = Array.from({ length: 20_000 }, () => hexId(8));
      const now = Date.now() - 60_000;
      const spans = ids.map((id, n) => {
        const parent = n === 0 ? undefined : n < 10_000 ? ids[n - 1] : ids[0];
        return span(traceId, id, parent, now + n, now + 30_000);
      });
      await store.ingest('traces', 'json', bytes(tracesBody('s', spans)));
      const ask = (offset: number, collapsed: string[] = []) =>
        store.query('spans', { traceId, offset, limit: 100, collapsed });
      const first = await ask(0);
      expect(first?.total).toBe(20_000);
      expect(first?.spans[99]).toMatchObject({ depth: 99 });
      expect((await ask(19_990))?.spans).toHaveLength(10);
      const folded = await ask(0, [ids[1] ?? '']);
      expect(folded?.total).toBe(10_002);
      expect(folded?.spans[1]).toMatchObject({ descendants: 9998 });
    });
  });
}

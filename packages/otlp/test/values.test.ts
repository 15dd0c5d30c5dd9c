import { readFileSync } from 'node:fs';
import {
  fromAnyValue,
  fromKeyValues,
  levelFromSeverity,
  limits,
  lineToLogRecord,
  millisToUnixNano,
  nowUnixNano,
  severityFromLevel,
  toAnyValue,
  toKeyValues,
} from '@sonde/otlp';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('any value of JavaScript', () => {
  it('becomes an OTLP value, and JSON data comes back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const back = fromAnyValue(toAnyValue(value));
        expect(withoutMinusZero(back)).toEqual(withoutMinusZero(value));
      }),
    );
  });

  it('never throws and stays within its bounds, whatever it is', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    const hostile = {
      cyclic,
      big: 2n ** 70n,
      int: 2n ** 62n,
      lone: '\ud800x',
      date: new Date(Number.NaN),
      map: new Map<unknown, unknown>([
        [{}, 1],
        ['k', new Set([1])],
      ]),
      bytes: new Uint8Array(10_000),
      fn: () => 1,
      symbol: Symbol('s'),
      proxy: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('no');
          },
        },
      ),
      revoked: revoked(),
      get thrown() {
        throw new Error('no');
      },
      json: {
        toJSON() {
          throw new Error('no');
        },
      },
      endless: endlessJson(),
      deep: nested(100),
      long: 'x'.repeat(1_000_000),
      list: Array(10_000).fill(0),
      error: new TypeError('bad', { cause: 1 }),
    };
    const text = JSON.stringify(toKeyValues(hostile));
    expect(text.length).toBeLessThan(40_000);
    const back = fromKeyValues(toKeyValues(hostile));
    expect(back).toMatchObject({
      cyclic: { a: 1, self: '[circular]' },
      big: (2n ** 70n).toString(),
      int: (2n ** 62n).toString(),
      lone: '\ufffdx',
      date: 'Invalid Date',
      map: { '[object]': 1, k: [1] },
      thrown: '[unreadable]',
      json: '[unreadable]',
      revoked: '[unreadable]',
      error: { type: 'TypeError', message: 'bad', cause: 1 },
    });
    expect((back['long'] as string).length).toBe(limits.value.stringLength);
    expect(back['list']).toHaveLength(limits.value.items + 1);
    expect(JSON.stringify(back['deep'])).toContain('[too deep]');
    expect(back).not.toHaveProperty('fn');
  });

  it('has at most so many attributes', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
    expect(toKeyValues(wide)).toHaveLength(limits.value.attributes);
    expect(lineToLogRecord(wide).droppedAttributesCount).toBe(10_000 - limits.value.attributes);
  });

  it('can’t reach a prototype on its way back', () => {
    const back = fromKeyValues([{ key: '__proto__', value: { stringValue: 'x' } }]);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.keys(back)).toEqual([]);
  });
});

function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function endlessJson(): object {
  return { toJSON: endlessJson };
}

function nested(depth: number): object {
  return depth === 0 ? {} : { in: nested(depth - 1) };
}

describe('a log line', () => {
  const line = {
    time: 1_700_000_000_123,
    level: 40,
    msg: 'slow',
    service: 'shop',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    trace_flags: '01',
    request_id: 'r-1',
    user_id: 42,
    session_id: 's-1',
    event: 'order.slow',
    name: 'orders',
    pid: 7,
    hostname: 'h',
    'http.route': '/x',
    nested: { a: [1, { b: true }] },
  };

  it('has each field where the table says', () => {
    const record = lineToLogRecord(line);
    expect(fromKeyValues(record.attributes)).toEqual({
      'request.id': 'r-1',
      'user.id': '42',
      'session.id': 's-1',
      'logger.name': 'orders',
      'http.route': '/x',
      nested: { a: [1, { b: true }] },
    });
    expect(record).toMatchObject({
      timeUnixNano: '1700000000123000000',
      severityNumber: 13,
      severityText: 'WARN',
      body: { stringValue: 'slow' },
      traceId: line.trace_id,
      spanId: line.span_id,
      flags: 1,
      eventName: 'order.slow',
    });
  });

  it('with an error is an error record', () => {
    const record = lineToLogRecord({
      level: 50,
      err: {
        type: 'TypeError',
        message: 'no',
        stack: 'TypeError: no\n    at f (/a.js:1:2)',
        code: 'E1',
        cause: {
          type: 'Error',
          message: 'why',
          stack: 's',
          cause: { type: 'RangeError', message: 'deep' },
        },
        errors: [{ type: 'A', message: 'm' }],
      },
      handled: false,
      mechanism: 'uncaughtException',
      count: 3,
    });
    const attributes = fromKeyValues(record.attributes);
    expect(attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'no',
      'exception.stacktrace': 'TypeError: no\n    at f (/a.js:1:2)',
      'sonde.error.handled': false,
      'sonde.error.mechanism': 'uncaughtException',
      'sonde.error.count': 3,
      err: { code: 'E1' },
    });
    expect(JSON.parse(attributes['sonde.error.chain'] as string)).toEqual([
      { relation: 'cause', type: 'Error', message: 'why', stack: 's' },
      { relation: 'cause', type: 'RangeError', message: 'deep' },
      { relation: 'member', type: 'A', message: 'm' },
    ]);
    expect(record.body).toEqual({ stringValue: 'no' });
  });

  it('of another pino is read: words for levels, ISO times', () => {
    expect(
      lineToLogRecord({ level: 'warning', time: '2023-11-14T22:13:20.000Z', message: 'm' }),
    ).toMatchObject({
      severityNumber: 13,
      timeUnixNano: '1700000000000000000',
      body: { stringValue: 'm' },
    });
  });

  it('with nonsense in every field is still a record', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'time',
            'level',
            'msg',
            'trace_id',
            'span_id',
            'trace_flags',
            'err',
            'event',
            'count',
            'handled',
            'x',
            '__proto__',
          ),
          fc.anything(),
        ),
        (hostile) => {
          const record = lineToLogRecord(hostile);
          expect(record.timeUnixNano).toMatch(/^\d{1,20}$/);
          expect(record.severityNumber).toBeGreaterThanOrEqual(1);
          expect(record.severityNumber).toBeLessThanOrEqual(24);
        },
      ),
    );
  });

  it('every attribute of an error that the code writes stands in docs/fields.md', () => {
    const table = readFileSync(new URL('../../../docs/fields.md', import.meta.url), 'utf8');
    const record = lineToLogRecord({
      ...line,
      err: { type: 'E', message: 'm', stack: 's', cause: { type: 'C', message: 'c' } },
      count: 2,
    });
    for (const { key } of record.attributes) {
      if (key === 'http.route' || key === 'nested') continue;
      expect(table).toContain(`\`${key}\``);
    }
  });
});

describe('levels and times', () => {
  it('map both ways', () => {
    for (const level of [10, 20, 30, 40, 50, 60]) {
      expect(levelFromSeverity(severityFromLevel(level).number)).toBe(level);
    }
    expect(severityFromLevel(35)).toEqual({ number: 9, text: 'INFO' });
    expect(severityFromLevel(1000)).toEqual({ number: 21, text: 'FATAL' });
    expect(levelFromSeverity(0)).toBe(30);
    expect(levelFromSeverity(24)).toBe(60);
  });

  it('keep their nanoseconds', () => {
    expect(millisToUnixNano(1_700_000_000_123)).toBe('1700000000123000000');
    expect(millisToUnixNano(0.5)).toBe('500000');
    expect(millisToUnixNano(1.0000005)).toBe('1000001');
    expect(millisToUnixNano(Number.NaN)).toBe('0');
    expect(millisToUnixNano(-1)).toBe('0');
    expect(nowUnixNano()).toMatch(/^\d{19}$/);
  });
});

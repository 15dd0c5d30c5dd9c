import { runInNewContext } from 'node:vm';
import { addSourceLines, normaliseError } from '@sonde/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a thrown value', () => {
  it('that is an error has type, message, stack and frames', () => {
    const error = normaliseError(new TypeError('no'));
    expect(error).toMatchObject({ type: 'TypeError', message: 'no', causes: [], members: [] });
    expect(error.frames?.[0]?.file).toContain('normalise-error.test');
  });

  it('of a class that leaves its name alone is known by the class', () => {
    class PaymentError extends Error {}
    expect(normaliseError(new PaymentError('x')).type).toBe('PaymentError');
  });

  it('that is no error is told', () => {
    expect(normaliseError('text')).toMatchObject({ type: 'string', message: 'text' });
    expect(normaliseError(null)).toMatchObject({ type: 'null', message: 'null' });
    expect(normaliseError(undefined)).toMatchObject({ type: 'undefined', message: 'undefined' });
    expect(normaliseError(42n)).toMatchObject({ type: 'bigint', message: '42' });
    expect(normaliseError(Symbol('s'))).toMatchObject({ type: 'symbol', message: 'Symbol(s)' });
    expect(normaliseError({ code: 7 })).toMatchObject({ type: 'Object', message: '{"code":7}' });
    expect(normaliseError(Object.create(null))).toMatchObject({ type: 'Object', message: '{}' });
  });

  it('of another realm and a DOMException are errors', () => {
    expect(normaliseError(runInNewContext('new RangeError("far")'))).toMatchObject({
      type: 'RangeError',
      message: 'far',
    });
    expect(normaliseError(new DOMException('gone', 'AbortError'))).toMatchObject({
      type: 'AbortError',
      message: 'gone',
    });
  });

  it('is followed through its causes, each once', () => {
    const inner = new Error('inner');
    const middle = new TypeError('middle', { cause: inner });
    const outer = new Error('outer', { cause: middle });
    inner.cause = outer;
    expect(normaliseError(outer).causes.map((cause) => `${cause.type} ${cause.message}`)).toEqual([
      'TypeError middle',
      'Error inner',
    ]);
    let deep = new Error('0');
    for (let i = 1; i < 50; i++) deep = new Error(String(i), { cause: deep });
    expect(normaliseError(deep).causes.length).toBe(8);
    expect(normaliseError(new Error('x', { cause: 'a text' })).causes).toEqual([
      { type: 'string', message: 'a text' },
    ]);
  });

  it('with members has them, at most 16', () => {
    const many = new AggregateError(
      Array.from({ length: 40 }, (_, i) => new Error(String(i))),
      'many',
    );
    const error = normaliseError(many);
    expect(error.members.length).toBe(16);
    expect(error.members[0]).toMatchObject({ type: 'Error', message: '0' });
  });

  it('that throws when it is read is still told', () => {
    const error = new Error('x');
    for (const key of ['name', 'message', 'stack', 'cause', 'errors', 'constructor']) {
      Object.defineProperty(error, key, {
        get: () => {
          throw new Error('no');
        },
      });
    }
    expect(normaliseError(error).type).toBe('Object');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(normaliseError(proxy)).toMatchObject({ message: 'unreadable object' });
  });

  it('with a huge message is cut', () => {
    const error = normaliseError(new Error('x'.repeat(10_000_000)));
    expect(error.message.length).toBeLessThan(10_000);
    expect(error.message).toMatch(/… \[cut \d+ characters\]$/);
    expect(error.stack?.length).toBeLessThan(100_000);
    expect(error.frames?.length).toBeGreaterThan(0);
  });

  it('has no frames from its message, however long', () => {
    const error = normaliseError(
      new Error(`${'    at fake (/etc/fake.js:1:1)\n'.repeat(2000)}end`),
    );
    expect(error.frames?.[0]?.file).toContain('normalise-error.test');
    expect(error.frames?.some((frame) => frame.function === 'fake')).toBe(false);
  });

  it('of any kind never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { type, message } = normaliseError(value);
        expect(typeof type).toBe('string');
        expect(typeof message).toBe('string');
      }),
    );
  });
});

describe('source lines', () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join('\r\n');

  it('are three before and three after, of the application only', () => {
    const asked: string[] = [];
    const frames = addSourceLines(
      [
        { file: '/srv/a.js', line: 10, inApp: true },
        { file: '/srv/a.js', line: 1, inApp: true },
        { file: '/srv/a.js', line: 99, inApp: true },
        { file: 'node:fs', line: 10, inApp: false },
      ],
      (file) => {
        asked.push(file);
        return text;
      },
    );
    expect(frames.map((frame) => frame.source)).toEqual([
      { firstLine: 7, lines: [7, 8, 9, 10, 11, 12, 13].map((n) => `line ${n}`) },
      { firstLine: 1, lines: [1, 2, 3, 4].map((n) => `line ${n}`) },
      undefined,
      undefined,
    ]);
    expect(asked).toEqual(['/srv/a.js']);
  });

  it('are left out where the file can not be read, and long ones are cut', () => {
    const frame = { file: '/srv/a.js', line: 1, inApp: true };
    expect(
      addSourceLines([frame], () => {
        throw new Error('no');
      }),
    ).toEqual([frame]);
    expect(addSourceLines([frame], () => undefined)).toEqual([frame]);
    expect(
      addSourceLines([frame], () => 'x'.repeat(100_000))[0]?.source?.lines[0]?.length,
    ).toBeLessThan(1000);
  });
});

import { createBatchEncoder, decodeLogs, type LogRecord } from '@sonde/otlp';
import { createRedactor, type RedactionOptions } from '@sonde/redaction';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { BAIT } from '../../redaction/test/bait.ts';
import { createRandom, makeSecrets, POSITIONS } from '../../redaction/test/corpus.ts';
import { publishedExamples } from '../../redaction/test/published.ts';
import { createIdentifier } from '../src/identify-record.ts';
import { createRecordMapper, lineScope } from '../src/map-record.ts';
import { createRecordUid } from '../src/record-uid.ts';
import { createLineTranscoder } from '../src/transcode-line.ts';

const SEQUENCE = 70_000;
const UID = 'ABCDEFGH';
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };

/** Both ways from a line to a record. */
function bothWays(options: RedactionOptions = {}) {
  const short = createRedactor(options);
  const whole = createRedactor(options);
  const transcoder = createLineTranscoder(short.bytes, UID);
  const mapper = createRecordMapper(whole, { enrich: () => {} });
  const identify = createIdentifier(createRecordUid(UID));

  function only(body: Uint8Array): LogRecord {
    const record = decodeLogs(body).resourceLogs[0]?.scopeLogs[0]?.logRecords[0];
    if (!record) throw new Error('no record');
    // The order of attributes says nothing.
    record.attributes.sort((a, b) => (a.key < b.key ? -1 : 1));
    return record;
  }

  return {
    /** Undefined: not ordinary. */
    short(line: string): LogRecord | undefined {
      // Among other bytes, as in the ring.
      const bytes = Buffer.from(`"x":"${line}"y"`);
      const encoder = createBatchEncoder('logs', resource);
      const writer = encoder.writer(lineScope);
      const end = bytes.length - 3;
      if (!transcoder.write(bytes, 5, end, SEQUENCE, writer)) return undefined;
      return only(encoder.finish());
    },
    whole(line: string): LogRecord {
      const encoder = createBatchEncoder('logs', resource);
      const mapped = mapper.map(0, false, line);
      identify(mapped, SEQUENCE);
      encoder.add(mapped.items[0] as LogRecord, mapped.scope);
      return only(encoder.finish());
    },
  };
}

const base = { level: 30, time: 1_764_000_000_123, pid: 7, hostname: 'box', msg: 'order accepted' };

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.lorem(),
  fc.uuid(),
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom(...Object.values(BAIT)),
  fc.constantFrom(
    'password=hunter2x',
    'token: hunter2xyz',
    '{"password":"hunter2x"}',
    'https://user:hunter2x@shop.example',
    '<password>hunter2x</password>',
    'Bearer abcdefghijklmnopqrstuvwxyz012345',
    'card 4111 1111 1111 1111 was refused',
    'at 12:34:56',
    '--password hunter2',
    'quote " back \\ slash / \b\f\n\r\t',
    'x'.repeat(130),
    'é'.repeat(70),
    '',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 1e6 }).map((value) => value / 100),
  fc.constantFrom(
    0,
    -0,
    4_111_111_111_111_111,
    1e21,
    1e-7,
    0.1,
    -129.9,
    1_764_000_000_123,
    128,
    16_384,
  ),
);
const key = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...'order user password value name key event user_id request_id session_id cookie tags'.split(
        ' ',
      ),
      ...'service pid hostname count handled exception.type sonde.x 12 __proto__ v valueOf toJSON'.split(
        ' ',
      ),
    ),
  },
);
const { tree: value } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}));
const fields = fc.dictionary(key, value, { maxKeys: 8 });
const hex = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...Array.from('0123456789abcdef')),
    minLength: length,
    maxLength: length,
  });
const own = fc.record(
  {
    level: fc.oneof(
      fc.constantFrom(10, 20, 30, 40, 50, 60, 35, 0, 300),
      fc.constant('info'),
      number,
    ),
    time: fc.oneof(
      fc.integer({ min: 1, max: 2 ** 31 }).map((s) => s * 900 + 1),
      number,
      text,
    ),
    msg: fc.oneof(text, value),
    trace_id: fc.oneof(hex(32), text),
    span_id: fc.oneof(hex(16), text),
    trace_flags: fc.oneof(hex(2), text),
    event: text,
  },
  { requiredKeys: ['time'] },
);

describe('a line as bytes', () => {
  test('becomes the record that the whole way makes of it, or goes the whole way', () => {
    const ways = bothWays();
    fc.assert(
      fc.property(fields, own, fc.boolean(), (more, given, first) => {
        const line = JSON.stringify(first ? { ...given, ...more } : { ...more, ...given });
        const record = ways.short(line);
        if (record) expect(record).toEqual(ways.whole(line));
      }),
      { numRuns: 4000 },
    );
  });

  test.each<[string, RedactionOptions]>([
    ['paths', { paths: ['user.email', 'order', '**.tags'] }],
    ['further keys', { keys: ['order', 'use*'] }],
    ['addresses and telephone numbers', { email: true, phone: true }],
    ['little text', { maxText: 20 }],
  ])('keeps to the redaction of %s', (_name, options) => {
    const ways = bothWays(options);
    fc.assert(
      fc.property(fields, (more) => {
        const line = JSON.stringify({ ...base, ...more });
        const record = ways.short(line);
        if (record) expect(record).toEqual(ways.whole(line));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [
      'plain fields',
      { order: 7, user: 'u-1842', total: 129.9, currency: 'EUR', ok: true, none: null },
    ],
    [
      'nested data',
      { req: { method: 'GET', url: '/cart', list: [1, 2, { a: 'b' }] }, tags: ['a', 'b'] },
    ],
    [
      'ids',
      {
        request_id: 'r-1',
        user_id: 'u',
        trace_id: 'ab'.repeat(16),
        span_id: 'cd'.repeat(8),
        trace_flags: '01',
      },
    ],
    ['long and escaped texts', { note: `${'long '.repeat(200)}"quoted"\n`, path: 'C:\\temp' }],
    [
      'times, addresses and numbers',
      {
        at: '2026-01-02T12:34:56.789Z',
        url: 'http://shop.example/a?page=2',
        n: -5,
        t: 1_764_000_000_123,
      },
    ],
  ])('goes the short way with %s', (_name, more) => {
    const ways = bothWays();
    const line = JSON.stringify({ ...base, ...more });
    expect(ways.short(line)).toEqual(ways.whole(line));
  });

  test('shows no secret that the whole way takes', () => {
    const ways = bothWays({ email: true });
    const secrets = makeSecrets(createRandom(11));
    const notes: unknown[] = publishedExamples().map((example) => example.text);
    for (const position of POSITIONS) {
      for (const secret of secrets) notes.push(position.put(secret.text));
    }
    for (const note of notes) {
      const line = JSON.stringify({ ...base, note });
      const record = ways.short(line);
      if (record) expect(record).toEqual(ways.whole(line));
    }
    expect(notes.length).toBeGreaterThan(2000);
  });

  test('goes the whole way where there is no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(bothWays().short(JSON.stringify(base))).toBeUndefined();
    vi.unstubAllGlobals();
    expect(bothWays().short(JSON.stringify(base))).toBeDefined();
  });

  test('passes the line break that pino writes', () => {
    const ways = bothWays();
    const line = `${JSON.stringify(base)}\n`;
    expect(ways.short(line)).toEqual(ways.whole(line));
  });

  test.each([
    ['a secret by its key', { password: 'x' }],
    ['a secret in a text', { note: 'token=abcdef0123456789' }],
    ['a card as a number', { paid: 378_282_246_310_005 }],
    ['an option', { ran: 'login --otp 123456' }],
    ['a tag', { sent: '<otp>123456</otp>' }],
    ['an error', { err: { type: 'TypeError', message: 'no' } }],
    ['a forged id', { 'log.record.uid': 'x' }],
  ])('goes the whole way with %s', (_name, more) => {
    expect(bothWays().short(JSON.stringify({ ...base, ...more }))).toBeUndefined();
  });

  test.each([
    '{"level":30,"time":1764000000123,"a":1,"a":2}',
    '{"level":30,"time":1764000000123,"a":01}',
    '{"level":30,"time":1764000000123,"a":"open}',
    '{"level":30,"time":1764000000123} ',
    '{"level":30,"time":1764000000123',
    '{"level":30,"time":1764000000123,}',
    '{"level":30 ,"time":1764000000123}',
    '{"level":30,"time":1764000000123,"a":[1,]}',
    '{"level":30,"time":1764000000123,"a":"\u0001"}',
    '{"level":30,"time":1764000000123,"a":1.}',
    '{"level":30,"time":1764000000123,"a":nul}',
    '{}',
    '',
  ])('leaves what is no plain JSON to the parser: %s', (line) => {
    expect(bothWays().short(line)).toBeUndefined();
  });
});

import { createBatchEncoder, decodeTraces, encodeTraces, type Span } from '@sonde/otlp';
import { createRedactor, type RedactionOptions } from '@sonde/redaction';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecordMapper } from '../src/map-record.ts';
import { createOtlpRedaction } from '../src/redact-otlp.ts';

const scope = { name: 'shop' };
const resource = { attributes: [] };

const base: Span = {
  traceId: 'ab'.repeat(16),
  spanId: 'cd'.repeat(8),
  name: 'GET /cart',
  kind: 2,
  startTimeUnixNano: '1764000000123000000',
  endTimeUnixNano: '1764000000124000000',
  attributes: [],
};

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom('password=hunter2x', 'card 4111 1111 1111 1111', '', 'plain words'),
);
const value = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.maxSafeInteger().map((number) => ({ intValue: String(number) })),
  fc.constantFrom('4111111111111111', '200').map((intValue) => ({ intValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  fc.double({ noNaN: true }).map((doubleValue) => ({ doubleValue })),
  fc.array(text).map((list) => ({
    arrayValue: { values: list.map((stringValue) => ({ stringValue })) },
  })),
  fc.constant({}),
);
const key = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    'http.route',
    'password',
    'user.email',
    'value',
    'exception.type',
    'sonde.span.loop',
  ),
);
const attributes = fc.array(fc.record({ key, value }), { maxLength: 6 });

test.each<[string, RedactionOptions]>([
  ['the default', {}],
  ['a path', { paths: ['user.email'] }],
  ['addresses', { email: true, phone: true }],
])('an encoded span comes out as one that was redacted as objects: %s', (_name, options) => {
  const mapper = createRecordMapper(createRedactor(options), { enrich: () => {} });
  const redact = createOtlpRedaction(createRedactor(options));
  fc.assert(
    fc.property(attributes, text, fc.boolean(), (list, name, withEvent) => {
      const span: Span = {
        ...base,
        name,
        attributes: list,
        ...(withEvent
          ? { events: [{ timeUnixNano: '1764000000123000000', name: 'e', attributes: list }] }
          : {}),
      };
      const bytes = encodeTraces({ resourceSpans: [{ scopeSpans: [{ scope, spans: [span] }] }] });
      const expected = decodeTraces(bytes).resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? base;
      redact.span(expected);

      // It stands among others.
      const ring = Buffer.concat([Buffer.alloc(3, 0x0a), bytes, Buffer.alloc(5, 0x12)]);
      const found = mapper.mapSpan(ring, 3, 3 + bytes.length);
      const encoder = createBatchEncoder('traces', resource);
      if ('encoded' in found) encoder.addEncoded(found.bytes, found.scope, found.encoded);
      else encoder.add(found.items[0] as Span, found.scope);
      const [group] = decodeTraces(encoder.finish()).resourceSpans;
      expect(group?.scopeSpans[0]?.scope).toMatchObject(scope);
      // Both encoded once more, so that what is absent is absent alike.
      const again = (one: Span | undefined): unknown =>
        decodeTraces(
          encodeTraces({ resourceSpans: [{ scopeSpans: [{ scope, spans: one ? [one] : [] }] }] }),
        );
      expect(again(group?.scopeSpans[0]?.spans[0])).toEqual(again(expected));
    }),
    { numRuns: 500 },
  );
});

test('a span with the division of its time goes on as it came', () => {
  const mapper = createRecordMapper(createRedactor({}), { enrich: () => {} });
  const own = [
    { key: 'http.request.method', value: { stringValue: 'GET' } },
    { key: 'sonde.span.running', value: { doubleValue: 1.5 } },
    { key: 'sonde.span.loop', value: { intValue: '0' } },
  ];
  const spans = [{ ...base, attributes: own }];
  const bytes = encodeTraces({ resourceSpans: [{ scopeSpans: [{ scope, spans }] }] });
  expect(mapper.mapSpan(Buffer.from(bytes), 0, bytes.length)).toHaveProperty('encoded');
});

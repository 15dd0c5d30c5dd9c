import type { AnyValue, KeyValue, LogsData, MetricsData, TracesData } from '@sonde/otlp';
import * as fc from 'fast-check';

// In the form that decoding gives: 64-bit integers as strings, what is empty left out.

const nano = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const double = fc.double({ noNaN: true }).map((value) => (value === 0 ? 0 : value));
const hex = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => Buffer.from(value).toString('hex'));
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const uint32 = fc.integer({ min: 1, max: 0xffffffff });

const { value } = fc.letrec<{ value: AnyValue; pair: KeyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constant({}),
    fc.string({ unit: 'grapheme' }).map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    double.map((doubleValue) => ({ doubleValue })),
    fc
      .uint8Array({ maxLength: 20 })
      .map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc.array(tie('pair'), { maxLength: 3 }).map((values) => ({ kvlistValue: { values } })),
  ),
  pair: fc.record({ key: text, value: tie('value') }),
}));

const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 4 });
const full = <T>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T)[],
): fc.Arbitrary<T> => fc.record(model, { requiredKeys: required });

const resource = full({ attributes, droppedAttributesCount: uint32 }, ['attributes']);
const scope = full(
  {
    name: text,
    version: text,
    attributes: fc.array(fc.record({ key: text, value }), { minLength: 1, maxLength: 2 }),
  },
  ['name'],
);

const logRecord = full(
  {
    timeUnixNano: nano,
    observedTimeUnixNano: nano.filter((one) => one !== '0'),
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: text,
    body: value,
    attributes,
    droppedAttributesCount: uint32,
    flags: uint32,
    traceId: hex(16),
    spanId: hex(8),
    eventName: text,
  },
  ['timeUnixNano', 'severityNumber', 'attributes'],
);

export const logsData: fc.Arbitrary<LogsData> = fc.record({
  resourceLogs: fc.array(
    full(
      {
        resource,
        scopeLogs: fc.array(
          full({ scope, logRecords: fc.array(logRecord, { maxLength: 4 }), schemaUrl: text }, [
            'logRecords',
          ]),
          { maxLength: 2 },
        ),
        schemaUrl: text,
      },
      ['scopeLogs'],
    ),
    { maxLength: 2 },
  ),
});

const event = full({ timeUnixNano: nano, name: text, attributes, droppedAttributesCount: uint32 }, [
  'timeUnixNano',
  'name',
  'attributes',
]);
const link = full(
  { traceId: hex(16), spanId: hex(8), traceState: text, attributes, flags: uint32 },
  ['traceId', 'spanId', 'attributes'],
);
const span = full(
  {
    traceId: hex(16),
    spanId: hex(8),
    traceState: text,
    parentSpanId: hex(8),
    flags: uint32,
    name: text,
    kind: fc.integer({ min: 0, max: 5 }),
    startTimeUnixNano: nano,
    endTimeUnixNano: nano,
    attributes,
    droppedAttributesCount: uint32,
    events: fc.array(event, { minLength: 1, maxLength: 2 }),
    droppedEventsCount: uint32,
    links: fc.array(link, { minLength: 1, maxLength: 2 }),
    droppedLinksCount: uint32,
    status: full({ code: fc.integer({ min: 1, max: 2 }), message: text }, []),
  },
  ['traceId', 'spanId', 'name', 'kind', 'startTimeUnixNano', 'endTimeUnixNano', 'attributes'],
);

export const tracesData: fc.Arbitrary<TracesData> = fc.record({
  resourceSpans: fc.array(
    full(
      {
        resource,
        scopeSpans: fc.array(
          full({ scope, spans: fc.array(span, { maxLength: 3 }), schemaUrl: text }, ['spans']),
          { maxLength: 2 },
        ),
        schemaUrl: text,
      },
      ['scopeSpans'],
    ),
    { maxLength: 2 },
  ),
});

const number = fc.oneof(
  fc.record({ asInt: int64 }),
  fc.record({ asDouble: double }),
) as fc.Arbitrary<{ asInt?: string; asDouble?: number }>;
const exemplar = fc
  .tuple(
    full(
      {
        filteredAttributes: fc.array(fc.record({ key: text, value }), {
          minLength: 1,
          maxLength: 2,
        }),
        timeUnixNano: nano,
        spanId: hex(8),
        traceId: hex(16),
      },
      ['timeUnixNano'],
    ),
    number,
  )
  .map(([one, measured]) => ({ ...one, ...measured }));
const point = {
  attributes,
  startTimeUnixNano: nano.filter((one) => one !== '0'),
  timeUnixNano: nano,
  flags: uint32,
  exemplars: fc.array(exemplar, { minLength: 1, maxLength: 2 }),
};
const measures = { sum: double, min: double, max: double };
const always = ['attributes', 'timeUnixNano'] as const;
const { exemplars: _exemplars, ...plainPoint } = point;

const numberPoint = fc
  .tuple(full(point, [...always]), number)
  .map(([one, measured]) => ({ ...one, ...measured }));
const histogramPoint = full(
  {
    ...point,
    ...measures,
    count: nano,
    bucketCounts: fc.array(nano, { maxLength: 4 }),
    explicitBounds: fc.array(double, { maxLength: 4 }),
  },
  [...always, 'count', 'bucketCounts', 'explicitBounds'],
);
const sint32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const buckets = fc.record({ offset: sint32, bucketCounts: fc.array(nano, { maxLength: 4 }) });
const exponentialPoint = full(
  {
    ...point,
    ...measures,
    count: nano,
    scale: sint32,
    zeroCount: nano,
    positive: buckets,
    negative: buckets,
    zeroThreshold: double.filter((one) => one !== 0),
  },
  [...always, 'count', 'scale', 'zeroCount'],
);
const summaryPoint = full(
  {
    ...plainPoint,
    count: nano,
    sum: double,
    quantileValues: fc.array(fc.record({ quantile: double, value: double }), { maxLength: 3 }),
  },
  [...always, 'count', 'sum', 'quantileValues'],
);

const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 2 });
const temporality = fc.integer({ min: 0, max: 2 });
const named = full({ name: text, description: text, unit: text }, ['name']);
const kind = fc.oneof(
  fc.record({ gauge: fc.record({ dataPoints: many(numberPoint) }) }),
  fc.record({
    sum: fc.record({
      dataPoints: many(numberPoint),
      aggregationTemporality: temporality,
      isMonotonic: fc.boolean(),
    }),
  }),
  fc.record({
    histogram: fc.record({ dataPoints: many(histogramPoint), aggregationTemporality: temporality }),
  }),
  fc.record({
    exponentialHistogram: fc.record({
      dataPoints: many(exponentialPoint),
      aggregationTemporality: temporality,
    }),
  }),
  fc.record({ summary: fc.record({ dataPoints: many(summaryPoint) }) }),
);
const metric = fc.tuple(named, kind).map(([one, data]) => ({ ...one, ...data }));

export const metricsData: fc.Arbitrary<MetricsData> = fc.record({
  resourceMetrics: fc.array(
    full(
      {
        resource,
        scopeMetrics: fc.array(
          full({ scope, metrics: many(metric), schemaUrl: text }, ['metrics']),
          { maxLength: 2 },
        ),
        schemaUrl: text,
      },
      ['scopeMetrics'],
    ),
    { maxLength: 2 },
  ),
});

import {
  base64,
  bool,
  double,
  enumeration,
  hexId,
  int32,
  int64,
  type JsonField,
  list,
  message,
  text,
  uint32,
  uint64,
} from './json-field.js';
import type {
  AnyValue,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  InstrumentationScope,
  KeyValue,
  LogRecord,
  LogsData,
  Metric,
  MetricsData,
  NumberDataPoint,
  Resource,
  Span,
  SpanEvent,
  SpanLink,
  SummaryDataPoint,
  TracesData,
} from './types.js';

const traceId = hexId(32);
const spanId = hexId(16);

const severity = enumeration(
  'SEVERITY_NUMBER_',
  Object.fromEntries([
    ['UNSPECIFIED', 0],
    ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name, step) =>
      ['', '2', '3', '4'].map((suffix, i) => [name + suffix, step * 4 + i + 1] as const),
    ),
  ]),
);
const spanKind = enumeration('SPAN_KIND_', {
  UNSPECIFIED: 0,
  INTERNAL: 1,
  SERVER: 2,
  CLIENT: 3,
  PRODUCER: 4,
  CONSUMER: 5,
});
const statusCode = enumeration('STATUS_CODE_', { UNSET: 0, OK: 1, ERROR: 2 });
const temporality = enumeration('AGGREGATION_TEMPORALITY_', {
  UNSPECIFIED: 0,
  DELTA: 1,
  CUMULATIVE: 2,
});

// Values hold values: the two tables reach each other late.
const anyValueLate: JsonField<AnyValue> = (value, path, walk) => anyValue(value, path, walk);

const keyValue = message<KeyValue>({ key: text, value: anyValueLate }, () => ({
  key: '',
  value: {},
}));

const anyValue = message<AnyValue>(
  {
    stringValue: text,
    boolValue: bool,
    intValue: int64,
    doubleValue: double,
    arrayValue: message<{ values: AnyValue[] }>({ values: list(anyValueLate) }, () => ({
      values: [],
    })),
    kvlistValue: message<{ values: KeyValue[] }>({ values: list(keyValue) }, () => ({
      values: [],
    })),
    bytesValue: base64,
  },
  () => ({}),
);

const attributes = list(keyValue);

const resource = message<Resource>({ attributes, droppedAttributesCount: uint32 }, () => ({
  attributes: [],
}));

const scope = message<InstrumentationScope>({ name: text, version: text, attributes }, () => ({
  name: '',
}));

const logRecord = message<LogRecord>(
  {
    timeUnixNano: uint64,
    observedTimeUnixNano: uint64,
    severityNumber: severity,
    severityText: text,
    body: anyValue,
    attributes,
    droppedAttributesCount: uint32,
    flags: uint32,
    traceId,
    spanId,
    eventName: text,
  },
  () => ({ timeUnixNano: '0', severityNumber: 0, attributes: [] }),
);

const spanEvent = message<SpanEvent>(
  { timeUnixNano: uint64, name: text, attributes, droppedAttributesCount: uint32 },
  () => ({ timeUnixNano: '0', name: '', attributes: [] }),
);

const spanLink = message<SpanLink>(
  { traceId, spanId, traceState: text, attributes, flags: uint32 },
  () => ({ traceId: '', spanId: '', attributes: [] }),
);

const span = message<Span>(
  {
    traceId,
    spanId,
    traceState: text,
    parentSpanId: spanId,
    flags: uint32,
    name: text,
    kind: spanKind,
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    droppedAttributesCount: uint32,
    events: list(spanEvent),
    droppedEventsCount: uint32,
    links: list(spanLink),
    droppedLinksCount: uint32,
    status: message<NonNullable<Span['status']>>({ code: statusCode, message: text }, () => ({})),
  },
  () => ({
    traceId: '',
    spanId: '',
    name: '',
    kind: 0,
    startTimeUnixNano: '0',
    endTimeUnixNano: '0',
    attributes: [],
  }),
);

const exemplar = message<Exemplar>(
  {
    filteredAttributes: attributes,
    timeUnixNano: uint64,
    asDouble: double,
    asInt: int64,
    spanId,
    traceId,
  },
  () => ({ timeUnixNano: '0' }),
);

const numberPoint = message<NumberDataPoint>(
  {
    attributes,
    startTimeUnixNano: uint64,
    timeUnixNano: uint64,
    asDouble: double,
    asInt: int64,
    exemplars: list(exemplar),
    flags: uint32,
  },
  () => ({ attributes: [], timeUnixNano: '0' }),
);

const histogramPoint = message<HistogramDataPoint>(
  {
    attributes,
    startTimeUnixNano: uint64,
    timeUnixNano: uint64,
    count: uint64,
    sum: double,
    bucketCounts: list(uint64),
    explicitBounds: list(double),
    exemplars: list(exemplar),
    min: double,
    max: double,
    flags: uint32,
  },
  () => ({ attributes: [], timeUnixNano: '0', count: '0', bucketCounts: [], explicitBounds: [] }),
);

const buckets = message<NonNullable<ExponentialHistogramDataPoint['positive']>>(
  { offset: int32, bucketCounts: list(uint64) },
  () => ({ offset: 0, bucketCounts: [] }),
);

const exponentialPoint = message<ExponentialHistogramDataPoint>(
  {
    attributes,
    startTimeUnixNano: uint64,
    timeUnixNano: uint64,
    count: uint64,
    sum: double,
    scale: int32,
    zeroCount: uint64,
    positive: buckets,
    negative: buckets,
    exemplars: list(exemplar),
    min: double,
    max: double,
    zeroThreshold: double,
    flags: uint32,
  },
  () => ({ attributes: [], timeUnixNano: '0', count: '0', scale: 0, zeroCount: '0' }),
);

const summaryPoint = message<SummaryDataPoint>(
  {
    attributes,
    startTimeUnixNano: uint64,
    timeUnixNano: uint64,
    count: uint64,
    sum: double,
    quantileValues: list(
      message<{ quantile: number; value: number }>({ quantile: double, value: double }, () => ({
        quantile: 0,
        value: 0,
      })),
    ),
    flags: uint32,
  },
  () => ({ attributes: [], timeUnixNano: '0', count: '0', sum: 0, quantileValues: [] }),
);

type Kind<K extends keyof Metric> = NonNullable<Metric[K]>;

const metric = message<Metric>(
  {
    name: text,
    description: text,
    unit: text,
    gauge: message<Kind<'gauge'>>({ dataPoints: list(numberPoint) }, () => ({ dataPoints: [] })),
    sum: message<Kind<'sum'>>(
      { dataPoints: list(numberPoint), aggregationTemporality: temporality, isMonotonic: bool },
      () => ({ dataPoints: [], aggregationTemporality: 0, isMonotonic: false }),
    ),
    histogram: message<Kind<'histogram'>>(
      { dataPoints: list(histogramPoint), aggregationTemporality: temporality },
      () => ({ dataPoints: [], aggregationTemporality: 0 }),
    ),
    exponentialHistogram: message<Kind<'exponentialHistogram'>>(
      { dataPoints: list(exponentialPoint), aggregationTemporality: temporality },
      () => ({ dataPoints: [], aggregationTemporality: 0 }),
    ),
    summary: message<Kind<'summary'>>({ dataPoints: list(summaryPoint) }, () => ({
      dataPoints: [],
    })),
  },
  () => ({ name: '' }),
);

type ResourceLogs = LogsData['resourceLogs'][number];
type ResourceSpans = TracesData['resourceSpans'][number];
type ResourceMetrics = MetricsData['resourceMetrics'][number];

export const logsData: JsonField<LogsData> = message<LogsData>(
  {
    resourceLogs: list(
      message<ResourceLogs>(
        {
          resource,
          scopeLogs: list(
            message<ResourceLogs['scopeLogs'][number]>(
              { scope, logRecords: list(logRecord), schemaUrl: text },
              () => ({ logRecords: [] }),
            ),
          ),
          schemaUrl: text,
        },
        () => ({ scopeLogs: [] }),
      ),
    ),
  },
  () => ({ resourceLogs: [] }),
);

export const tracesData: JsonField<TracesData> = message<TracesData>(
  {
    resourceSpans: list(
      message<ResourceSpans>(
        {
          resource,
          scopeSpans: list(
            message<ResourceSpans['scopeSpans'][number]>(
              { scope, spans: list(span), schemaUrl: text },
              () => ({ spans: [] }),
            ),
          ),
          schemaUrl: text,
        },
        () => ({ scopeSpans: [] }),
      ),
    ),
  },
  () => ({ resourceSpans: [] }),
);

export const metricsData: JsonField<MetricsData> = message<MetricsData>(
  {
    resourceMetrics: list(
      message<ResourceMetrics>(
        {
          resource,
          scopeMetrics: list(
            message<ResourceMetrics['scopeMetrics'][number]>(
              { scope, metrics: list(metric), schemaUrl: text },
              () => ({ metrics: [] }),
            ),
          ),
          schemaUrl: text,
        },
        () => ({ scopeMetrics: [] }),
      ),
    ),
  },
  () => ({ resourceMetrics: [] }),
);

/**
 * The OTLP data model in its JSON mapping: ids are lower-case hex, 64-bit integers are decimal
 * strings, enums are numbers. Everything in Sonde that holds telemetry holds it in these shapes.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

export interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  /** A 64-bit integer. Decoders write a decimal string; encoders take a safe integer too. */
  intValue?: string | number;
  doubleValue?: number;
  arrayValue?: { values: AnyValue[] };
  kvlistValue?: { values: KeyValue[] };
  /** Base64. */
  bytesValue?: string;
}

export interface KeyValue {
  key: string;
  value: AnyValue;
}

export interface Resource {
  attributes: KeyValue[];
  droppedAttributesCount?: number;
}

export interface InstrumentationScope {
  name: string;
  version?: string;
  attributes?: KeyValue[];
}

export interface LogRecord {
  /** When it happened, nanoseconds since the epoch. */
  timeUnixNano: string;
  /** When it was observed, nanoseconds since the epoch. */
  observedTimeUnixNano?: string;
  /** 1 (TRACE) to 24 (FATAL4). 0: not set. */
  severityNumber: number;
  severityText?: string;
  body?: AnyValue;
  attributes: KeyValue[];
  droppedAttributesCount?: number;
  /** W3C trace flags; bit 0 is `sampled`. */
  flags?: number;
  traceId?: string;
  spanId?: string;
  /** Set where the record is an event of a known shape, such as `exception`. */
  eventName?: string;
}

export interface SpanEvent {
  timeUnixNano: string;
  name: string;
  attributes: KeyValue[];
  droppedAttributesCount?: number;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  traceState?: string;
  attributes: KeyValue[];
  flags?: number;
}

/** `kind`: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
export interface Span {
  traceId: string;
  spanId: string;
  traceState?: string;
  /** Absent for a root span. */
  parentSpanId?: string;
  flags?: number;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: KeyValue[];
  droppedAttributesCount?: number;
  events?: SpanEvent[];
  droppedEventsCount?: number;
  links?: SpanLink[];
  droppedLinksCount?: number;
  /** `code`: 0 unset, 1 ok, 2 error. */
  status?: { code?: number; message?: string };
}

export interface Exemplar {
  filteredAttributes?: KeyValue[];
  timeUnixNano: string;
  asDouble?: number;
  asInt?: string | number;
  spanId?: string;
  traceId?: string;
}

export interface NumberDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: string;
  timeUnixNano: string;
  asDouble?: number;
  asInt?: string | number;
  exemplars?: Exemplar[];
  flags?: number;
}

export interface HistogramDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: string;
  timeUnixNano: string;
  count: string | number;
  sum?: number;
  /** One more than `explicitBounds`. */
  bucketCounts: (string | number)[];
  explicitBounds: number[];
  exemplars?: Exemplar[];
  min?: number;
  max?: number;
  flags?: number;
}

export interface SummaryDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: string;
  timeUnixNano: string;
  count: string | number;
  sum: number;
  quantileValues: { quantile: number; value: number }[];
  flags?: number;
}

export interface ExponentialHistogramDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: string;
  timeUnixNano: string;
  count: string | number;
  sum?: number;
  scale: number;
  zeroCount: string | number;
  positive?: { offset: number; bucketCounts: (string | number)[] };
  negative?: { offset: number; bucketCounts: (string | number)[] };
  exemplars?: Exemplar[];
  min?: number;
  max?: number;
  zeroThreshold?: number;
  flags?: number;
}

/** `aggregationTemporality`: 1 delta, 2 cumulative. Exactly one of the data fields is set. */
export interface Metric {
  name: string;
  description?: string;
  unit?: string;
  gauge?: { dataPoints: NumberDataPoint[] };
  sum?: { dataPoints: NumberDataPoint[]; aggregationTemporality: number; isMonotonic: boolean };
  histogram?: { dataPoints: HistogramDataPoint[]; aggregationTemporality: number };
  exponentialHistogram?: {
    dataPoints: ExponentialHistogramDataPoint[];
    aggregationTemporality: number;
  };
  summary?: { dataPoints: SummaryDataPoint[] };
}

/** The body of `POST /v1/logs`. */
export interface LogsData {
  resourceLogs: {
    resource?: Resource;
    scopeLogs: { scope?: InstrumentationScope; logRecords: LogRecord[]; schemaUrl?: string }[];
    schemaUrl?: string;
  }[];
}

/** The body of `POST /v1/traces`. */
export interface TracesData {
  resourceSpans: {
    resource?: Resource;
    scopeSpans: { scope?: InstrumentationScope; spans: Span[]; schemaUrl?: string }[];
    schemaUrl?: string;
  }[];
}

/** The body of `POST /v1/metrics`. */
export interface MetricsData {
  resourceMetrics: {
    resource?: Resource;
    scopeMetrics: { scope?: InstrumentationScope; metrics: Metric[]; schemaUrl?: string }[];
    schemaUrl?: string;
  }[];
}

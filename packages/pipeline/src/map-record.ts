import {
  type InstrumentationScope,
  type LogRecord,
  lineToLogRecord,
  type Metric,
  type Resource,
  type Span,
} from '@sonde/otlp';
import type { Redactor } from '@sonde/redaction';
import { createEncodedSpanReader, type EncodedSpan } from './encoded-span.js';
import type { ErrorEnricher } from './enrich-error.js';
import type { LogEnvelope, MetricsRecord, SpanRecord } from './lane.js';
import { createOtlpRedaction } from './redact-otlp.js';

/** A record of the ring, redacted and ready to be encoded. */
export interface MappedRecord {
  scope: InstrumentationScope;
  resource?: Resource;
  items: readonly (LogRecord | Span | Metric)[];
}

export interface RecordMapper {
  /** @throws if the text is no record of its signal; the text itself is in no error. */
  map(signal: number, otlp: boolean, text: string): MappedRecord;
  /** The same for a span that came encoded. */
  mapSpan(bytes: Buffer, start: number, end: number): MappedRecord | EncodedSpan;
}

/** Of all that comes as a line. */
export const lineScope: InstrumentationScope = { name: '@sonde/logger' };

const OTLP_KEYS = new Set(['scope', 'resource', 'logRecord', 'span', 'metrics']);

function object(value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('not a record');
  }
}

export function createRecordMapper(redactor: Redactor, errors: ErrorEnricher): RecordMapper {
  const redact = createOtlpRedaction(redactor);

  function check(parsed: { scope?: unknown; resource?: Resource }): void {
    for (const key of Object.keys(parsed)) {
      if (!OTLP_KEYS.has(key)) throw new TypeError('not a record');
    }
    object(parsed.scope);
    if (parsed.resource) parsed.resource.attributes = redact.attributes(parsed.resource.attributes);
  }

  function withItems(
    from: { scope: InstrumentationScope; resource?: Resource },
    items: readonly (LogRecord | Span | Metric)[],
  ): MappedRecord {
    for (const item of items) object(item);
    return { scope: from.scope, items, ...(from.resource ? { resource: from.resource } : {}) };
  }

  const encoded = createEncodedSpanReader(redactor);

  return {
    mapSpan(bytes, start, end) {
      const record = encoded.read(bytes, start, end);
      if ('encoded' in record) return record;
      redact.span(record.span);
      return withItems(record, [record.span]);
    },
    map(signal, otlp, text) {
      const parsed = JSON.parse(text) as unknown;
      object(parsed);
      if (!otlp) {
        const line = redactor.value(parsed as Record<string, unknown>);
        const record = lineToLogRecord(line);
        errors.enrich(record, true);
        return { scope: lineScope, items: [record] };
      }
      if (signal === 2) {
        check(parsed);
        const from = parsed as SpanRecord;
        object(from.span);
        if (from.span.traceId?.length !== 32 || from.span.spanId?.length !== 16) {
          throw new TypeError('a span without its ids');
        }
        redact.span(from.span);
        return withItems(from, [from.span]);
      }
      if (signal === 3) {
        check(parsed);
        const from = parsed as MetricsRecord;
        for (const metric of from.metrics) redact.metric(metric);
        return withItems(from, from.metrics);
      }
      check(parsed);
      const from = parsed as LogEnvelope;
      object(from.logRecord);
      redact.log(from.logRecord);
      errors.enrich(from.logRecord, from.resource === undefined);
      return withItems(from, [from.logRecord]);
    },
  };
}

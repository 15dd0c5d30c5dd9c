import type { PageRecord } from './page-record.js';
import { scrub } from './scrub.js';

/** One LogRecord or Span of OTLP/JSON, as text; every string in it is scrubbed. */
export function encodeRecord(record: PageRecord, sampled: boolean): string {
  const attributes = encodeAttributes(record.attributes);
  const { traceId, spanId, parentSpanId } = record;
  if (record.end !== undefined) {
    return JSON.stringify({
      traceId,
      spanId,
      parentSpanId,
      flags: 1,
      name: scrub(record.name),
      kind: record.kind,
      startTimeUnixNano: nano(record.time),
      endTimeUnixNano: nano(Math.max(record.end, record.time)),
      attributes,
      status: record.failed ? { code: 2 } : undefined,
    });
  }
  return JSON.stringify({
    timeUnixNano: nano(record.time),
    severityNumber: record.name === 'exception' ? 17 : 9,
    eventName: record.name,
    body: record.body && { stringValue: scrub(record.body) },
    attributes,
    traceId,
    spanId,
    flags: traceId && sampled ? 1 : undefined,
  });
}

export function encodeAttributes(attributes: Record<string, unknown>): object[] {
  const list: object[] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    list.push({
      key,
      value:
        typeof value === 'boolean'
          ? { boolValue: value }
          : typeof value === 'number'
            ? Number.isInteger(value)
              ? { intValue: value }
              : { doubleValue: value }
            : { stringValue: scrub(typeof value === 'string' ? value : JSON.stringify(value)) },
    });
  }
  return list;
}

/** Milliseconds to nanoseconds as decimal text; microseconds are kept. */
function nano(milliseconds: number): string {
  return `${Math.round(milliseconds * 1000)}000`;
}

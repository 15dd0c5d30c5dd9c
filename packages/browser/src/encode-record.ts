import { cut } from './cut.js';
import type { FeatureContext } from './feature.js';
import type { PageRecord } from './page-record.js';
import { scrub } from './scrub.js';

/** One LogRecord or Span of OTLP/JSON, as text; each string in it is scrubbed, and cut to `most`. */
export function encodeRecord(
  record: PageRecord,
  { sampled, spanFields }: Pick<FeatureContext, 'sampled' | 'spanFields'>,
  most: number,
): string {
  const { name, body, traceId, spanId } = record;
  return JSON.stringify({
    traceId,
    spanId,
    flags: traceId && sampled ? 1 : undefined,
    attributes: encodeAttributes(record.attributes, most),
    ...(record.end === undefined
      ? {
          timeUnixNano: nano(record.time),
          severityNumber: name === 'exception' ? 17 : 9,
          eventName: name,
          body: body && { stringValue: scrub(cut(body, most)) },
        }
      : spanFields?.(record)),
  });
}

export function encodeAttributes(attributes: Record<string, unknown>, most = 256): object[] {
  const list: object[] = [];
  for (const [key, value] of Object.entries(attributes as PageRecord['attributes'])) {
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- a page may give anything
    if (value === undefined || value === null) continue;
    list.push({
      key,
      value:
        typeof value === 'boolean'
          ? { boolValue: value }
          : Number.isFinite(value)
            ? { doubleValue: value }
            : { stringValue: scrub(cut(textOf(value), most)) },
    });
  }
  return list;
}

function textOf(value: object | string | number): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Milliseconds to nanoseconds as decimal text; microseconds are kept. */
export function nano(milliseconds: number): string {
  return `${Math.round(milliseconds * 1000)}000`;
}

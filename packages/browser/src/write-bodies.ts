import { encodeAttributes } from './encode-attributes.js';
import type { FeatureContext } from './feature.js';
import { nano } from './nano.js';
import type { PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';

/** The intake takes 64 KiB; a keepalive request may not be longer either. */
const BODY_BYTES = 56_000;

/** Characters of a text where a record would not fit else. */
const SHORT_TEXT = 1_024;

/**
 * As many bodies as it takes: each a JSON object of `resourceLogs`, `resourceSpans`, the page's clock
 * and an id, by which the intake knows a body that comes twice.
 *
 * @param most characters of a text in them
 */
export function writeBodies(
  records: PageRecord[],
  context: FeatureContext,
  most: number = 16_384,
): string[] {
  const { service, release, environment } = context.options;
  const resource = {
    attributes: encodeAttributes(
      {
        'service.name': service,
        'service.version': release,
        'deployment.environment.name': environment,
      },
      256,
    ),
  };
  const logRecords: object[] = [];
  const spans: object[] = [];
  for (const record of records) {
    const attributes = encodeAttributes(record.attributes, most);
    if (record.end) spans.push({ ...context.writeSpan!(record), attributes });
    else {
      logRecords.push({
        ...record.trace,
        timeUnixNano: nano(record.time),
        eventName: record.name,
        attributes,
      });
    }
  }
  const text = JSON.stringify({
    id: randomHex(8),
    sentAt: Date.now(),
    resourceLogs: logRecords[0] && [{ resource, scopeLogs: [{ logRecords }] }],
    resourceSpans: spans[0] && [{ resource, scopeSpans: [{ spans }] }],
  });
  const half = records.length >> 1;
  if (sizeOf(text) < BODY_BYTES) return [text];
  if (half) {
    return [records.slice(0, half), records.slice(half)].flatMap((part) =>
      writeBodies(part, context, most),
    );
  }
  if (most > SHORT_TEXT) return writeBodies(records, context, SHORT_TEXT);
  context.drop('too_large');
  return [];
}

/** In bytes. */
export function sizeOf(text: string): number {
  return new Blob([text]).size;
}

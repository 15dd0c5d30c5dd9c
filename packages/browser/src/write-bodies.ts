import { encodeAttributes, encodeRecord } from './encode-record.js';
import type { FeatureContext } from './feature.js';
import type { PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';

/** The intake takes 64 KiB; a keepalive request may not be longer either. */
const BODY_BYTES = 56_000;

/** How long a text of a record may be, and how long where the record would not fit else. */
const TEXT_LENGTHS = [16_384, 1_024];

/** A record as text, and whether it is a span. */
type Written = [text: string, isSpan: boolean];

/**
 * As many bodies as it takes: each a JSON object of `resourceLogs`, `resourceSpans` and an id, by
 * which the intake knows a body that comes twice.
 */
export function writeBodies(records: PageRecord[], context: FeatureContext): string[] {
  const { service, release, environment, beforeSend } = context.options;
  const resource = JSON.stringify({
    attributes: encodeAttributes({
      'service.name': service,
      'service.version': release,
      'deployment.environment.name': environment,
    }),
  });
  const written: Written[] = [];

  function write(record: PageRecord): string | undefined {
    try {
      const answer = beforeSend?.(record);
      const kept = answer === undefined ? record : answer;
      if (kept) {
        for (const most of TEXT_LENGTHS) {
          const text = encodeRecord(kept, context, most);
          if (sizeOf(text) < BODY_BYTES) return void written.push([text, kept.end !== undefined]);
        }
        return 'too_large';
      }
    } catch {
      // The hook threw, or what it made of the record can't be written.
    }
    return 'before_send';
  }

  const part = (list: Written[], kind: string, name: string, spans: boolean): string => {
    const own = list.filter(([, isSpan]) => isSpan === spans).map(([text]) => text);
    return own[0]
      ? `,"resource${kind}":[{"resource":${resource},"scope${kind}":[{"${name}":[${own.join()}]}]}]`
      : '';
  };

  function bodiesOf(list: Written[]): string[] {
    const body = `"id":"${randomHex(8)}"${part(list, 'Logs', 'logRecords', false)}${part(list, 'Spans', 'spans', true)}}`;
    const half = list.length >> 1;
    return half && sizeOf(body) > BODY_BYTES
      ? [...bodiesOf(list.slice(0, half)), ...bodiesOf(list.slice(half))]
      : [body];
  }

  for (const record of records) {
    const reason = write(record);
    if (reason) context.drop(reason);
  }
  return written[0] ? bodiesOf(written) : [];
}

export function sizeOf(text: string): number {
  return new Blob([text]).size;
}

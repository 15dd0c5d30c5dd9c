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
  const { service, release, environment } = context.settings;
  const resource = {
    attributes: encodeAttributes(
      {
        'service.name': service,
        'service.version': release,
        'deployment.environment.name': environment,
      },
      most,
    ),
  };
  let text = '';
  try {
    const logRecords = records.flatMap(({ name, time, attributes, trace, end }) =>
      end
        ? []
        : {
            ...trace,
            timeUnixNano: nano(time),
            eventName: name,
            attributes: encodeAttributes(attributes, most),
          },
    );
    text = JSON.stringify({
      id: randomHex(8),
      sentAt: Date.now(),
      resourceLogs: logRecords[0] && [{ resource, scopeLogs: [{ logRecords }] }],
      resourceSpans: context.writeSpans?.(records, resource, most),
    });
  } catch {
    // A hook has made a record that can't be written: halving finds which.
  }
  if (text && new Blob([text]).size < BODY_BYTES) return [text];
  const half = records.length >> 1;
  if (half) {
    return [
      ...writeBodies(records.slice(0, half), context, most),
      ...writeBodies(records.slice(half), context, most),
    ];
  }
  if (most > SHORT_TEXT) return writeBodies(records, context, SHORT_TEXT);
  context.drop(text ? 'too_large' : 'before_send');
  return [];
}

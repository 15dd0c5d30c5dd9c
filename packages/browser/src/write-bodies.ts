import { cut } from './cut.js';
import { encodeAttributes, encodeRecord } from './encode-record.js';
import type { ResolvedOptions } from './options.js';
import type { PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';

/** The intake takes 64 KiB; a keepalive request may not be longer either. */
const BODY_BYTES = 56_000;
const SCOPE = '{"name":"@sonde/browser"}';

/**
 * As many bodies as it takes: each a JSON object of `resourceLogs`, `resourceSpans` and an id, by
 * which the intake knows a body that comes twice.
 */
export function writeBodies(
  records: PageRecord[],
  options: ResolvedOptions,
  sampled: boolean,
  onDrop: (reason: string) => void,
): string[] {
  const resource = JSON.stringify({
    attributes: encodeAttributes({
      'service.name': options.service,
      'service.version': options.release,
      'deployment.environment.name': options.environment,
      'telemetry.sdk.name': 'sonde',
      'telemetry.sdk.language': 'webjs',
    }),
  });
  const bodies: string[] = [];
  let logs: string[] = [];
  let spans: string[] = [];
  let length = 0;

  function close(): void {
    const parts: string[] = [`"id":"${randomHex(8)}"`];
    const part = (kind: string, scopes: string, list: string, items: string[]): void => {
      if (items.length === 0) return;
      parts.push(
        `"${kind}":[{"resource":${resource},"${scopes}":[{"scope":${SCOPE},"${list}":[${items.join()}]}]}]`,
      );
    };
    part('resourceLogs', 'scopeLogs', 'logRecords', logs);
    part('resourceSpans', 'scopeSpans', 'spans', spans);
    if (parts.length > 1) bodies.push(`{${parts.join()}}`);
    logs = [];
    spans = [];
    length = 0;
  }

  for (const record of records) {
    let text: string | undefined;
    try {
      text = encodeBounded(record, sampled);
    } catch {
      // What `beforeSend` made of it can't be written.
    }
    if (text === undefined) {
      onDrop('too_large');
      continue;
    }
    const bytes = sizeOf(text);
    if (length + bytes > BODY_BYTES) close();
    length += bytes;
    (record.end === undefined ? logs : spans).push(text);
  }
  close();
  return bodies;
}

/** Where it is too long, the chain goes, and of each text all but its beginning. */
function encodeBounded(record: PageRecord, sampled: boolean): string | undefined {
  const text = encodeRecord(record, sampled);
  if (sizeOf(text) <= BODY_BYTES) return text;
  const { 'sonde.error.chain': _, ...attributes } = record.attributes;
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') attributes[key] = cut(value, 1_024);
  }
  const shorter = encodeRecord({ ...record, attributes }, sampled);
  return sizeOf(shorter) <= BODY_BYTES ? shorter : undefined;
}

function sizeOf(text: string): number {
  return new Blob([text]).size;
}

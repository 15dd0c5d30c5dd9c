import { createRedactor, type RedactionOptions } from '@sonde/redaction';
import type { LogEnvelope, MetricsRecord, SpanRecord } from './lane.js';
import { createOtlpRedaction } from './redact-otlp.js';

/**
 * Redacts a record's text in the application's thread: for the journal, which is on the disk before
 * the worker has seen the record.
 *
 * @returns throws if the text is no record.
 */
export function createTextRedaction(
  options: RedactionOptions,
): (signal: number, otlp: boolean, text: string) => string {
  const redactor = createRedactor(options);
  const redact = createOtlpRedaction(redactor);

  return (signal, otlp, text) => {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    if (!otlp) return JSON.stringify(redactor.value(parsed));
    const { resource } = parsed as Partial<LogEnvelope>;
    if (resource) resource.attributes = redact.attributes(resource.attributes);
    if (signal === 2) redact.span((parsed as unknown as SpanRecord).span);
    else if (signal === 3) {
      for (const one of (parsed as unknown as MetricsRecord).metrics) redact.metric(one);
    } else redact.log((parsed as unknown as LogEnvelope).logRecord);
    return JSON.stringify(parsed);
  };
}

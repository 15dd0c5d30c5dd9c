import type { KeyValue, LogRecord, Metric, Span } from '@sonde/otlp';
import type { Redactor } from '@sonde/redaction';

/** Redacts records in their OTLP form, in place. */
export interface OtlpRedaction {
  attributes(list: KeyValue[] | undefined): KeyValue[];
  log(record: LogRecord): void;
  span(one: Span): void;
  metric(one: Metric): void;
}

export function createOtlpRedaction(redactor: Redactor): OtlpRedaction {
  const attributes = (list: KeyValue[] | undefined): KeyValue[] =>
    list && list.length > 0 ? redactor.attributes(list) : [];

  function log(record: LogRecord): void {
    record.attributes = attributes(record.attributes);
    if (record.body?.stringValue !== undefined) {
      record.body = { stringValue: redactor.text(record.body.stringValue) };
    } else if (record.body) {
      const [body] = redactor.attributes([{ key: 'body', value: record.body }]);
      record.body = body?.value ?? {};
    }
  }

  function span(one: Span): void {
    one.name = redactor.text(one.name);
    one.attributes = attributes(one.attributes);
    for (const event of one.events ?? []) event.attributes = attributes(event.attributes);
    for (const link of one.links ?? []) link.attributes = attributes(link.attributes);
    if (one.status?.message) one.status.message = redactor.text(one.status.message);
  }

  function metric(one: Metric): void {
    const data = one.gauge ?? one.sum ?? one.histogram ?? one.exponentialHistogram ?? one.summary;
    for (const point of data?.dataPoints ?? []) point.attributes = attributes(point.attributes);
  }

  return { attributes, log, span, metric };
}

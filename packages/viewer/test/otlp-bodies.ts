import { randomBytes } from 'node:crypto';
import type { AnyValue, KeyValue, LogRecord, Span } from '@sonde/otlp';

export const hexId = (bytes: number): string => randomBytes(bytes).toString('hex');

/** Milliseconds since the epoch as OTLP writes them. */
export const nanos = (ms: number): string => `${BigInt(Math.round(ms * 1000)) * 1000n}`;

export function attributes(given: Record<string, string | number | boolean>): KeyValue[] {
  return Object.entries(given).map(([key, value]) => {
    let typed: AnyValue = { stringValue: String(value) };
    if (typeof value === 'boolean') typed = { boolValue: value };
    if (typeof value === 'number') {
      typed = Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    }
    return { key, value: typed };
  });
}

const resource = (service: string) => ({
  attributes: attributes({ 'service.name': service, 'service.instance.id': `${service}-1` }),
});

export const logsBody = (service: string, logRecords: Partial<LogRecord>[]) => ({
  resourceLogs: [{ resource: resource(service), scopeLogs: [{ logRecords }] }],
});

export const tracesBody = (service: string, spans: Partial<Span>[]) => ({
  resourceSpans: [
    { resource: resource(service), scopeSpans: [{ scope: { name: 'test' }, spans }] },
  ],
});

export const metricsBody = (service: string, name: string, value: number, at: number) => ({
  resourceMetrics: [
    {
      resource: resource(service),
      scopeMetrics: [
        {
          metrics: [
            {
              name,
              gauge: {
                dataPoints: [{ timeUnixNano: nanos(at), asDouble: value, attributes: [] }],
              },
            },
          ],
        },
      ],
    },
  ],
});

export function log(text: string, more: Partial<LogRecord> = {}): Partial<LogRecord> {
  return {
    timeUnixNano: nanos(Date.now()),
    severityNumber: 9,
    body: { stringValue: text },
    attributes: [],
    ...more,
  };
}

export function span(
  traceId: string,
  spanId: string,
  parentSpanId: string | undefined,
  start: number,
  end: number,
  more: Partial<Span> = {},
): Partial<Span> {
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: 'work',
    kind: 1,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: [],
    ...more,
  };
}

export const bytes = (body: object): Uint8Array => new TextEncoder().encode(JSON.stringify(body));

import type { LogsData } from '@sonde/otlp';

const words = [
  'order',
  'accepted',
  'refused',
  'price',
  'basket',
  'stock',
  'customer',
  'courier',
  'invoice',
  'retry',
];

function message(n: number): string {
  return (
    Array.from({ length: 8 }, (_, i) => words[(n * 7 + i * 3) % words.length]).join(' ') + ` ${n}`
  );
}

/** Ten lines a request, as a service writes them. */
function traceOf(n: number): string {
  return Math.floor(n / 10)
    .toString(16)
    .padStart(32, 'a');
}

/** A batch as a service's lane would send it: eight attributes a record. */
export function logsBatch(batch: number, size: number): LogsData {
  const now = BigInt(Date.now()) * 1_000_000n;
  return {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] },
        scopeLogs: [
          {
            scope: { name: 'bench' },
            logRecords: Array.from({ length: size }, (_, i) => {
              const n = batch * size + i;
              return {
                timeUnixNano: String(now + BigInt(n)),
                severityNumber: 9,
                severityText: 'INFO',
                body: { stringValue: message(n) },
                traceId: traceOf(n),
                spanId: n.toString(16).padStart(16, 'b'),
                attributes: [
                  { key: 'order', value: { intValue: n } },
                  { key: 'user.id', value: { stringValue: `u-${n % 997}` } },
                  { key: 'total', value: { doubleValue: n / 7 } },
                  { key: 'currency', value: { stringValue: 'EUR' } },
                  { key: 'items', value: { intValue: n % 9 } },
                  { key: 'country', value: { stringValue: 'NL' } },
                  { key: 'cached', value: { boolValue: n % 2 === 0 } },
                  { key: 'request.id', value: { stringValue: `r-${n}` } },
                ],
              };
            }),
          },
        ],
      },
    ],
  };
}

/** The same records as one Sentry envelope with one item of many logs. */
export function sentryEnvelope(batch: number, size: number): Uint8Array {
  const items = Array.from({ length: size }, (_, i) => {
    const n = batch * size + i;
    return {
      timestamp: Date.now() / 1000,
      trace_id: traceOf(n),
      level: 'info',
      body: message(n),
      attributes: {
        order: { value: n, type: 'integer' },
        'user.id': { value: `u-${n % 997}`, type: 'string' },
        total: { value: n / 7, type: 'double' },
        currency: { value: 'EUR', type: 'string' },
        items: { value: n % 9, type: 'integer' },
        country: { value: 'NL', type: 'string' },
        cached: { value: n % 2 === 0, type: 'boolean' },
        'request.id': { value: `r-${n}`, type: 'string' },
      },
    };
  });
  return Buffer.from(
    [
      JSON.stringify({
        sent_at: new Date().toISOString(),
        event_id: batch.toString(16).padStart(32, '0'),
      }),
      JSON.stringify({
        type: 'log',
        item_count: size,
        content_type: 'application/vnd.sentry.items.log+json',
      }),
      JSON.stringify({ items }),
      '',
    ].join('\n'),
  );
}

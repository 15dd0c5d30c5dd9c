import type { TracesData } from '@sonde/otlp';

const IN_A_TRACE = 10;

export const traceIdOf = (n: number): string =>
  Math.floor(n / IN_A_TRACE)
    .toString(16)
    .padStart(32, 'c');

/** Ten spans a trace, eight attributes a span, as a service's lane would send them. */
export function spansBatch(batch: number, size: number): TracesData {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: size }, (_, i) => {
    const n = batch * size + i;
    const id = (m: number): string => m.toString(16).padStart(16, 'd');
    const root = n - (n % IN_A_TRACE);
    return {
      traceId: traceIdOf(n),
      spanId: id(n),
      ...(n !== root && { parentSpanId: id(root) }),
      name: n === root ? 'GET /api/orders/:id' : 'SELECT orders',
      kind: n === root ? 2 : 3,
      startTimeUnixNano: String(now + BigInt(n)),
      endTimeUnixNano: String(now + BigInt(n) + 3_000_000n),
      attributes: [
        { key: 'http.route', value: { stringValue: '/api/orders/:id' } },
        { key: 'http.request.method', value: { stringValue: 'GET' } },
        { key: 'http.response.status_code', value: { intValue: 200 } },
        { key: 'db.system.name', value: { stringValue: 'postgresql' } },
        { key: 'db.query.text', value: { stringValue: 'SELECT * FROM orders WHERE id = $1' } },
        { key: 'server.address', value: { stringValue: '127.0.0.1' } },
        { key: 'user.id', value: { stringValue: `u-${n % 997}` } },
        { key: 'request.id', value: { stringValue: `r-${n}` } },
      ],
    };
  });
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'bench' }, spans }] }] };
}

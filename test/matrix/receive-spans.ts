import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { decodeTraces, encodeExportResponse, type Span } from '@sonde/otlp';

export interface ReceivedSpan extends Span {
  /** The name of its instrumentation scope. */
  scope: string;
}

export interface SpanReceiver {
  endpoint: string;
  spans: ReceivedSpan[];
  close(): Promise<void>;
}

/** A receiver of OTLP over HTTP that keeps the spans. */
export async function receiveSpans(): Promise<SpanReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    const raw = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    if (request.url === '/v1/traces') {
      for (const { scopeSpans } of decodeTraces(body).resourceSpans) {
        for (const { scope, spans: some } of scopeSpans) {
          spans.push(...some.map((span) => ({ ...span, scope: scope?.name ?? '' })));
        }
      }
    }
    response.setHeader('content-type', 'application/x-protobuf');
    response.end(encodeExportResponse({ rejected: 0, message: '' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

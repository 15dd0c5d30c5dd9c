import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  encodeExportResponse,
  fromAnyValue,
  fromKeyValues,
  type LogRecord,
  type Span,
} from '@sonde/otlp';

/** A log record as a test reads it. */
export interface SeenLog {
  body: unknown;
  severityNumber: number;
  traceId: string | undefined;
  spanId: string | undefined;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

export interface Sink {
  endpoint: string;
  logs: SeenLog[];
  spans: Span[];
  metricNames: Set<string>;
  close(): Promise<void>;
}

const seen = (record: LogRecord, resource: Record<string, unknown>): SeenLog => ({
  body: record.body && fromAnyValue(record.body),
  severityNumber: record.severityNumber,
  traceId: record.traceId,
  spanId: record.spanId,
  attributes: fromKeyValues(record.attributes),
  resource,
});

/** A receiver of OTLP over HTTP that keeps what it decodes. */
export async function startSink(): Promise<Sink> {
  const sink: Omit<Sink, 'endpoint' | 'close'> = { logs: [], spans: [], metricNames: new Set() };
  const take = (path: string, body: Uint8Array): void => {
    if (path === '/v1/logs') {
      for (const { resource, scopeLogs } of decodeLogs(body).resourceLogs) {
        const about = fromKeyValues(resource?.attributes ?? []);
        for (const { logRecords } of scopeLogs) {
          sink.logs.push(...logRecords.map((record) => seen(record, about)));
        }
      }
    } else if (path === '/v1/traces') {
      for (const { scopeSpans } of decodeTraces(body).resourceSpans) {
        for (const { spans } of scopeSpans) sink.spans.push(...spans);
      }
    } else {
      for (const { scopeMetrics } of decodeMetrics(body).resourceMetrics) {
        for (const { metrics } of scopeMetrics) {
          for (const { name } of metrics) sink.metricNames.add(name);
        }
      }
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      take(
        request.url ?? '',
        request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw,
      );
      response.setHeader('content-type', 'application/x-protobuf');
      response.end(encodeExportResponse({ rejected: 0, message: '' }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...sink,
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

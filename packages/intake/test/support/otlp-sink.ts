import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  decodeLogs,
  decodeTraces,
  fromKeyValues,
  type LogRecord,
  type LogsData,
  type Span,
  type TracesData,
} from '@sonde/otlp';

export interface SunkLog {
  record: LogRecord;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

export interface SunkSpan {
  span: Span;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

export interface OtlpSink {
  url: string;
  logs: SunkLog[];
  spans: SunkSpan[];
  close(): Promise<void>;
}

/** An OTLP/HTTP receiver that keeps what it gets. */
export async function startOtlpSink(): Promise<OtlpSink> {
  const logs: SunkLog[] = [];
  const spans: SunkSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      if (request.url === '/v1/logs') keepLogs(decodeLogs(body), logs);
      if (request.url === '/v1/traces') keepSpans(decodeTraces(body), spans);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    logs,
    spans,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function keepLogs(data: LogsData, logs: SunkLog[]): void {
  for (const { resource, scopeLogs } of data.resourceLogs) {
    for (const record of scopeLogs.flatMap(({ logRecords }) => logRecords)) {
      logs.push({
        record,
        attributes: fromKeyValues(record.attributes),
        resource: fromKeyValues(resource?.attributes ?? []),
      });
    }
  }
}

function keepSpans(data: TracesData, spans: SunkSpan[]): void {
  for (const { resource, scopeSpans } of data.resourceSpans) {
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
      spans.push({
        span,
        attributes: fromKeyValues(span.attributes),
        resource: fromKeyValues(resource?.attributes ?? []),
      });
    }
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  encodeExportResponse,
  fromAnyValue,
  type LogRecord,
} from '@sonde/otlp';

/**
 * How the receiver treats a request; it may look at how many it got. `take and reset`: it has the
 * records, and the sender never learns of it.
 */
export type Behaviour = (
  request: { path: string; number: number; headers: IncomingMessage['headers']; body: Buffer },
  response: ServerResponse,
) => 'take' | 'take and reset' | 'done';

export interface OtlpSink {
  url: string;
  endpoints: Record<'logs' | 'traces' | 'metrics', string>;
  /** `body` of every log record that was taken, in order. */
  bodies: string[];
  records: LogRecord[];
  spans: string[];
  metrics: string[];
  requests: number;
  headers: IncomingMessage['headers'][];
  behave: Behaviour;
  close(): Promise<void>;
  /** Listens again on the same port. */
  reopen(): Promise<void>;
}

const unpackers: Record<string, (packed: Buffer) => Buffer> = {
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
};

export const take: Behaviour = () => 'take';

/** A receiver that hangs: it reads and never answers. */
export const hang: Behaviour = () => 'done';

export function answer(status: number, headers: Record<string, string> = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(status, headers).end();
    return 'done';
  };
}

export async function createOtlpSink(): Promise<OtlpSink> {
  let server: Server;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const body = unpackers[request.headers['content-encoding'] ?? '']?.(raw) ?? raw;
      const path = request.url ?? '';
      const number = ++sink.requests;
      sink.headers.push(request.headers);
      const treatment = sink.behave({ path, number, headers: request.headers, body }, response);
      if (treatment === 'done') return;
      if (path.endsWith('/v1/logs')) {
        for (const group of decodeLogs(body).resourceLogs) {
          for (const scope of group.scopeLogs) {
            for (const record of scope.logRecords) {
              sink.records.push(record);
              sink.bodies.push(String(record.body ? fromAnyValue(record.body) : ''));
            }
          }
        }
      } else if (path.endsWith('/v1/traces')) {
        for (const group of decodeTraces(body).resourceSpans) {
          for (const scope of group.scopeSpans) sink.spans.push(...scope.spans.map((s) => s.name));
        }
      } else {
        for (const group of decodeMetrics(body).resourceMetrics) {
          for (const scope of group.scopeMetrics) {
            sink.metrics.push(...scope.metrics.map((metric) => metric.name));
          }
        }
      }
      if (treatment === 'take and reset') {
        response.socket?.resetAndDestroy();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/x-protobuf' });
      response.end(encodeExportResponse({ rejected: 0, message: '' }));
    });
  };
  const listen = async (port: number): Promise<void> => {
    server = createServer(onRequest);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  };
  await listen(0);
  const { port } = server!.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const sink: OtlpSink = {
    url,
    endpoints: { logs: `${url}/v1/logs`, traces: `${url}/v1/traces`, metrics: `${url}/v1/metrics` },
    bodies: [],
    records: [],
    spans: [],
    metrics: [],
    requests: 0,
    headers: [],
    behave: take,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    reopen: () => listen(port),
  };
  return sink;
}

/** Waits for a condition with a deadline; for luck nothing is slept. */
export async function until(what: string, met: () => boolean, deadlineMs = 15_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!met()) {
    if (performance.now() > end) throw new Error(`it did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

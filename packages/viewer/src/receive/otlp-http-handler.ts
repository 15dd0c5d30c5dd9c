import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { encodeExportResponse } from '@sonde/otlp';
import type { OtlpEncoding, OtlpSignal } from '../store/store.js';
import { BodyError, CODINGS, readBody } from './read-body.js';
import type { Receiver } from './receiver.js';
import { encodeStatus } from './rpc-status.js';

const SIGNALS: Readonly<Record<string, OtlpSignal>> = {
  '/v1/logs': 'logs',
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
};
const REJECTED_FIELD = {
  logs: 'rejectedLogRecords',
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
} as const;
const CONTENT_TYPE = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
const RETRY_AFTER_SECONDS = '1';

/**
 * The receiving end of OTLP/HTTP. No page may use it: whatever names an Origin is a browser, and the
 * beacons of pages have an intake of their own.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function createOtlpHttpHandler(receiver: Receiver): RequestListener {
  return (request, response) => {
    void handle(receiver, request, response).catch(() => response.destroy());
  };
}

async function handle(
  receiver: Receiver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const json = contentType(request) === 'application/json';
  const refuse = (status: number, message: string, headers: Record<string, string> = {}): void => {
    const type = json ? CONTENT_TYPE.json : CONTENT_TYPE.protobuf;
    const body = json ? JSON.stringify({ code: 3, message }) : encodeStatus(3, message);
    response.writeHead(status, { ...headers, 'content-type': type, connection: 'close' });
    response.end(body);
    request.resume();
  };
  if (request.headers.origin !== undefined || isCrossSite(request)) {
    receiver.drop('foreign_origin');
    return refuse(403, 'pages may not send here');
  }
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const signal = Object.hasOwn(SIGNALS, path) ? SIGNALS[path] : undefined;
  if (signal === undefined) return refuse(404, 'the paths are /v1/logs, /v1/traces, /v1/metrics');
  if (request.method !== 'POST') return refuse(405, 'to be sent by POST', { allow: 'POST' });
  const encoding = encodingOf(request);
  if (encoding === undefined) {
    receiver.drop('content_type');
    return refuse(415, 'content-type must be application/x-protobuf or application/json');
  }
  let body: Buffer;
  try {
    body = await readBody(request);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    receiver.drop(error.status === 413 ? 'too_large' : 'malformed');
    return refuse(error.status, error.message, { 'accept-encoding': CODINGS });
  }
  const receipt = await receiver.accept(signal, encoding, body);
  if (receipt.outcome === 'malformed') return refuse(400, receipt.message);
  if (receipt.outcome === 'busy') {
    return refuse(503, receipt.message, { 'retry-after': RETRY_AFTER_SECONDS });
  }
  response.writeHead(200, { 'content-type': CONTENT_TYPE[encoding], 'accept-encoding': CODINGS });
  response.end(encoding === 'json' ? jsonAnswer(signal, receipt) : encodeExportResponse(receipt));
}

function jsonAnswer(signal: OtlpSignal, receipt: { rejected: number; message: string }): string {
  if (receipt.rejected === 0) return '{}';
  const partialSuccess = {
    [REJECTED_FIELD[signal]]: String(receipt.rejected),
    errorMessage: receipt.message,
  };
  return JSON.stringify({ partialSuccess });
}

function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function encodingOf(request: IncomingMessage): OtlpEncoding | undefined {
  const type = contentType(request);
  if (type === CONTENT_TYPE.json) return 'json';
  return type === CONTENT_TYPE.protobuf ? 'protobuf' : undefined;
}

function isCrossSite(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  // Node's own fetch names a mode, but no site.
  return site !== undefined && site !== 'none';
}

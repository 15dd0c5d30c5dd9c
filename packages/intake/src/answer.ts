import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OriginVerdict } from './check-origin.js';
import type { Refusal } from './refusal.js';

/** Answers without a body. Where the request's body has not come to its end, the connection ends. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal | undefined,
  verdict: OriginVerdict,
): void {
  if (response.headersSent || response.destroyed) return;
  const headers = ['Cache-Control', 'no-store', 'Vary', 'Origin'];
  if (verdict?.kind === 'foreign') {
    headers.push('Access-Control-Allow-Origin', verdict.origin);
    headers.push('Access-Control-Expose-Headers', 'Retry-After');
  }
  if (refusal?.status === 405) headers.push('Allow', 'POST');
  if (refusal?.retryAfter !== undefined) headers.push('Retry-After', String(refusal.retryAfter));
  if (refusal) headers.push('Content-Length', '0');
  if (refusal && !request.complete && request.httpVersionMajor === 1) {
    headers.push('Connection', 'close');
    response.once('finish', () => request.socket.destroySoon());
  }
  // All at once: a refusal is to cost as little as an answer can.
  response.writeHead(refusal?.status ?? 204, headers).end();
}

/** Only for listed origins, and with the listed value: nothing a stranger says comes back. */
export function answerPreflight(response: ServerResponse, origin: string): void {
  response.statusCode = 204;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Content-Encoding');
  response.setHeader('Access-Control-Max-Age', '86400');
  response.setHeader('Vary', 'Origin');
  response.end();
}

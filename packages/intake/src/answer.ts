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
  response.statusCode = refusal?.status ?? 204;
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Origin');
  if (verdict?.kind === 'foreign') {
    response.setHeader('Access-Control-Allow-Origin', verdict.origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  }
  if (refusal?.status === 405) response.setHeader('Allow', 'POST');
  if (refusal?.retryAfter !== undefined) response.setHeader('Retry-After', refusal.retryAfter);
  if (refusal && !request.complete && request.httpVersionMajor === 1) {
    response.setHeader('Connection', 'close');
    response.once('finish', () => request.socket.destroySoon());
  }
  response.end();
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

import type { IncomingMessage } from 'node:http';
import { type Refusal, refuse } from './refusal.js';

/** What a framework's body parser may have left on the request. */
interface ParsedRequest extends IncomingMessage {
  body?: unknown;
}

/**
 * The body, no longer than `most` bytes and no slower than `timeoutMs`; or what a body parser that
 * ran before has made of it.
 */
export function readBody(
  request: IncomingMessage,
  most: number,
  timeoutMs: number,
): Promise<Buffer | object | Refusal> {
  const { body } = request as ParsedRequest;
  if (request.readableEnded) return Promise.resolve(takeParsed(body, most));
  if (Number(request.headers['content-length'] ?? 0) > most) {
    return Promise.resolve(refuse(413, 'too_large'));
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => finish(refuse(408, 'too_slow')), timeoutMs);

    function finish(result: Buffer | Refusal): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve(result);
    }
    function onData(chunk: Buffer): void {
      length += chunk.length;
      if (length > most) finish(refuse(413, 'too_large'));
      else chunks.push(chunk);
    }
    function onEnd(): void {
      finish(Buffer.concat(chunks, length));
    }
    function onClose(): void {
      finish(refuse(400, 'aborted'));
    }

    // An error of the connection is followed by `close`.
    request.on('error', () => {});
    request.on('data', onData).on('end', onEnd).on('close', onClose);
    if (request.destroyed && !request.readableEnded) onClose();
  });
}

function takeParsed(body: unknown, most: number): Buffer | object | Refusal {
  if (typeof body === 'string') {
    return Buffer.byteLength(body) > most ? refuse(413, 'too_large') : Buffer.from(body);
  }
  if (Buffer.isBuffer(body)) return body.length > most ? refuse(413, 'too_large') : body;
  return typeof body === 'object' && body !== null ? body : refuse(400, 'malformed');
}

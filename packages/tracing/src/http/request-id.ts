import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const HEADER = 'x-request-id';
/** What a stranger may name a request: it stands in every line. */
const REQUEST_ID = /^[\w.-]{1,128}$/;

/** The caller's `X-Request-ID` if it is one, else a new id. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[HEADER];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

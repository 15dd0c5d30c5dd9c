import type { IncomingMessage } from 'node:http';
import { newTraceId } from '../spans/span-ids.js';

const HEADER = 'x-request-id';
/** What a stranger may name a request: it stands in every line. */
const REQUEST_ID = /^[\w.-]{1,128}$/;

/** The caller's `X-Request-ID` if it is one, else a new one of 32 hex digits. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[HEADER];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newTraceId();
}

import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { requestContext } from '@sonde/logger/hooks';

const CHANNEL = 'http.server.request.start';
/** What a stranger may name a request: it stands in every line. */
const REQUEST_ID = /^[\w.-]{1,128}$/;

/** The caller's `X-Request-ID` if it is one, else a new id. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Gives each request served by this process a request context. The response is not touched. */
export function enterRequestContexts(): () => void {
  const onRequest = (message: unknown): void => {
    try {
      const { request } = message as { request: IncomingMessage };
      requestContext.enter({ requestId: requestIdOf(request) });
    } catch {
      // The request is served without an id.
    }
  };
  subscribe(CHANNEL, onRequest);
  return () => {
    unsubscribe(CHANNEL, onRequest);
  };
}

import type { ClientRequest, IncomingMessage } from 'node:http';
import { requestContext } from '@sonde/logger/hooks';
import {
  addMissingHeader,
  hasPlainId,
  isServed,
  listenToChannels,
  requestIdOf,
} from '@sonde/tracing';

const SERVED = 'http.server.request.start';
const CALLED = 'http.client.request.created';
const FETCHED = 'undici:request:create';
const HEADER = 'x-request-id';

/** undici's own request, as its channel gives it. */
interface UndiciRequest {
  origin: string | URL;
  headers: (string | string[])[] | string;
  addHeader?: (name: string, value: string) => void;
}

function isThere(headers: UndiciRequest['headers']): boolean {
  if (typeof headers === 'string') return headers.toLowerCase().includes(`${HEADER}:`);
  return headers.some((name) => typeof name === 'string' && name.toLowerCase() === HEADER);
}

function passOnFetched(request: UndiciRequest, id: string): void {
  if (!isThere(request.headers)) request.addHeader?.(HEADER, id);
}

/**
 * Gives each request served by this process a request context, and its id to the calls that are made
 * for it. The response is not touched.
 *
 * @param mayGoTo whether a host may hear of the id.
 */
export function enterRequestContexts(mayGoTo: (host: string) => boolean): () => void {
  return listenToChannels({
    [SERVED]({ request }: { request: IncomingMessage }) {
      // One that is traced carries its context itself.
      if (!isServed(request)) requestContext.enter({ requestId: requestIdOf(request) });
    },
    [CALLED]({ request }: { request: ClientRequest }) {
      const context = requestContext.get();
      const id = context?.requestId;
      if (id === undefined || !mayGoTo(request.host)) return;
      addMissingHeader(request, HEADER, id, hasPlainId(context));
    },
    [FETCHED]({ request }: { request: UndiciRequest }) {
      const id = requestContext.get()?.requestId;
      if (id !== undefined && mayGoTo(new URL(request.origin).hostname)) passOnFetched(request, id);
    },
  });
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { servedRequest } from './served-request.js';

const CHANNEL = 'fastify.initialization';

interface FastifyRequest {
  raw: object;
  /** Fastify 5, and 4 from 4.10. */
  routeOptions?: { url?: string };
  routerPath?: string;
}

type FastifyError = Error & { statusCode?: number };
type Done = () => void;

interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: Done) => void,
  ): void;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: unknown, error: FastifyError, done: Done) => void,
  ): void;
}

/**
 * Names the server span by Fastify's route and records on it what a handler or hook throws. Makes no
 * spans of its own.
 *
 * @returns its undoing, for servers to come.
 */
export function traceFastify(): () => void {
  const onServer = (message: unknown): void => {
    const { fastify } = message as { fastify: Fastify };
    fastify.addHook('onRequest', (request, _reply, done) => {
      const served = servedRequest(request.raw);
      const route = request.routeOptions?.url ?? request.routerPath;
      if (served && route !== undefined) served.route = route;
      done();
    });
    fastify.addHook('onError', (request, _reply, error, done) => {
      const served = servedRequest(request.raw);
      // Below 500 the caller is wrong, not the server.
      if (served && (error.statusCode ?? 500) >= 500) served.span.recordException(error);
      done();
    });
  };
  subscribe(CHANNEL, onServer);
  return () => unsubscribe(CHANNEL, onServer);
}

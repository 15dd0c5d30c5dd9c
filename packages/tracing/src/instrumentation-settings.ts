import type { IncomingMessage } from 'node:http';

/** A server of ours marks itself with this, so that a scrape or a beacon makes no span. */
const UNTRACED: symbol = Symbol.for('sonde.untraced');

function isUntraced(request: IncomingMessage): boolean {
  const { server } = request.socket as { server?: Record<symbol, unknown> };
  return server?.[UNTRACED] === true;
}

/** What we ask of an instrumentation beyond its own defaults, by short name. */
export const instrumentationSettings: Readonly<Record<string, Record<string, unknown>>> = {
  bunyan: { disableLogSending: true },
  // A span for each hook, handler and middleware of each request says little and costs much.
  express: { ignoreLayersType: ['middleware'] },
  fastify: { registerOnInitialization: true, instrumentHandler: false, instrumentHooks: false },
  http: { ignoreIncomingRequestHook: isUntraced },
  // Its statements hold the parameters' values otherwise.
  mysql2: { maskStatement: true },
  winston: { disableLogSending: true },
};

import type { IncomingMessage } from 'node:http';

/**
 * A server of ours marks itself with this, so that a scrape or a beacon makes no span: `true` for all
 * of it, or a set of paths.
 */
const UNTRACED: symbol = Symbol.for('sonde.untraced');

/** Arguments of a Redis command that are shown, each as `?`. */
const MAX_ARGUMENTS = 8;

function isUntraced(request: IncomingMessage): boolean {
  const { server } = request.socket as { server?: Record<symbol, unknown> };
  const mark = server?.[UNTRACED];
  return mark === true || (mark instanceof Set && mark.has(request.url?.split('?', 1)[0]));
}

/** The command and how many arguments it had: a key can hold a session or a token. */
function redisStatement(command: string, args: readonly unknown[] = []): string {
  return args.length > MAX_ARGUMENTS
    ? `${command} ${'? '.repeat(MAX_ARGUMENTS)}…`
    : [command, ...args.map(() => '?')].join(' ');
}

/** What we ask of an instrumentation beyond its own defaults, by short name. */
export const instrumentationSettings: Readonly<Record<string, Record<string, unknown>>> = {
  bunyan: { disableLogSending: true },
  // A span for each hook, handler and middleware of each request says little and costs much.
  express: { ignoreLayersType: ['middleware'] },
  fastify: { registerOnInitialization: true, instrumentHandler: false, instrumentHooks: false },
  http: { ignoreIncomingRequestHook: isUntraced },
  ioredis: { dbStatementSerializer: redisStatement },
  // Its statements hold the parameters' values otherwise.
  mysql2: { maskStatement: true },
  redis: { dbStatementSerializer: redisStatement },
  winston: { disableLogSending: true },
};

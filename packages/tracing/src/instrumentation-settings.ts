import { isUntraced } from './http/is-untraced.js';

/** Arguments of a Redis command that are shown, each as `?`. */
const MAX_ARGUMENTS = 8;

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
  // Else each module that is read, and each file at start, is a trace of its own.
  fs: { requireParentSpan: true },
  http: { ignoreIncomingRequestHook: isUntraced },
  ioredis: { dbStatementSerializer: redisStatement },
  // Its statements hold the parameters' values otherwise.
  koa: { ignoreLayersType: ['middleware'] },
  mysql2: { maskStatement: true },
  redis: { dbStatementSerializer: redisStatement },
  winston: { disableLogSending: true },
};

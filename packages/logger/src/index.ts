export { bridgeConsole } from './bridge-console.js';
export { bridgeWarnings } from './bridge-warnings.js';
export { createLogger } from './create-logger.js';
export { type ErrorLineFields, errorLine } from './error-line.js';
export {
  type LoggerOptions,
  type ResolvedLoggerOptions,
  resolveLoggerOptions,
  type Serializer,
} from './logger-options.js';
export type { Print } from './print-stream.js';
export { type RequestContext, requestContext } from './request-context.js';
export { type SerialisedError, serialiseError } from './serialise-error.js';
export { tapPino } from './tap-pino.js';

import type { Lane, Warn } from '@sonde/pipeline';
import { type RedactionOptions, resolveRedactionOptions } from '@sonde/redaction';
import type { Print } from './print-stream.js';

/** Turns one value of a logged object into what is told of it. */
export type Serializer = (value: never) => unknown;

export interface LoggerOptions {
  /** The logger's name, in each line as `name`. Absent: no such field. */
  name?: string;
  /** The service, in each line as `service`. Default: `OTEL_SERVICE_NAME`, else the lane's resource says it alone. */
  service?: string;
  /** The lowest level that is logged, or `silent`. Default: `SONDE_LOG_LEVEL`, else `info`. */
  level?: string;
  /** How lines are printed. Default `auto`: pretty on a terminal, JSON otherwise. */
  print?: Print;
  /** Where lines are printed. Default: standard output. */
  destination?: { write(text: string): unknown };
  /** What to redact beside the defaults, in what is printed. The lane redacts by its own settings. */
  redaction?: RedactionOptions;
  /** Called with the value of the field of that name, as in pino. */
  serializers?: Record<string, Serializer>;
  /**
   * Where records go. Default: the process's shared lane, or nowhere if `SONDE_DISABLED`,
   * `OTEL_SDK_DISABLED` or `OTEL_LOGS_EXPORTER=none` says so. `false`: lines are printed only.
   */
  lane?: Lane | false;
}

export interface ResolvedLoggerOptions {
  name: string | undefined;
  service: string | undefined;
  level: string;
  print: Print;
  destination: { write(text: string): unknown } | undefined;
  redaction: RedactionOptions;
  serializers: Record<string, Serializer>;
  lane: Lane | 'shared' | false;
  /** Of pretty printing on a terminal; `NO_COLOR` switches them off. */
  colours: boolean;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const PRINTS: unknown[] = ['auto', 'json', 'pretty', false];
const DEFAULT_LEVEL = 'info';
const DEFAULT_PRINT: Print = 'auto';

function resolveLevel(level: string | undefined, option: string, warn: Warn): string | undefined {
  if (typeof level !== 'string' || level === '') return undefined;
  const name = level.toLowerCase();
  if (LEVELS.includes(name)) return name;
  warn({
    code: 'bad_option',
    message: `${option} is not a level; ${DEFAULT_LEVEL} is used`,
    option,
    expected: LEVELS.join(', '),
    got: name.slice(0, 40),
  });
  return undefined;
}

const ON = /^\s*(1|true)\s*$/i;

function sendsLogs(env: Record<string, string | undefined>): boolean {
  const disabled = ON.test(env['SONDE_DISABLED'] ?? '') || ON.test(env['OTEL_SDK_DISABLED'] ?? '');
  return !disabled && env['OTEL_LOGS_EXPORTER']?.trim().toLowerCase() !== 'none';
}

/** Settings from the call, then the environment, then the defaults. Never throws; a bad one is a warning. */
export function resolveLoggerOptions(
  user: LoggerOptions,
  env: Record<string, string | undefined>,
  warn: Warn,
): ResolvedLoggerOptions {
  const { print = DEFAULT_PRINT } = user;
  if (!PRINTS.includes(print)) {
    warn({
      code: 'bad_option',
      message: 'print is not a way to print; auto is used',
      option: 'print',
      expected: PRINTS.join(', '),
      got: String(print).slice(0, 40),
    });
  }
  return {
    name: user.name,
    service: user.service ?? (env['OTEL_SERVICE_NAME'] || undefined),
    level:
      resolveLevel(user.level, 'level', warn) ??
      resolveLevel(env['SONDE_LOG_LEVEL'], 'SONDE_LOG_LEVEL', warn) ??
      DEFAULT_LEVEL,
    print: PRINTS.includes(print) ? print : DEFAULT_PRINT,
    destination: user.destination,
    redaction: resolveRedactionOptions(user.redaction ?? {}, env, warn),
    serializers: user.serializers ?? {},
    lane: user.lane ?? (sendsLogs(env) ? 'shared' : false),
    colours: !env['NO_COLOR'],
  };
}

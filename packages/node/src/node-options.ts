import type { Warn } from '@sonde/pipeline';

/** What the preload starts. */
export interface NodeOptions {
  /** Log lines, errors and bridges go to the lane. `OTEL_LOGS_EXPORTER`, default true. */
  logs: boolean;
  /** `SONDE_CONSOLE`, default false. */
  console: boolean;
  /** Whether to say what is instrumented. `OTEL_LOG_LEVEL=debug`. */
  debug: boolean;
  /** `SONDE_WARNINGS`, default false. */
  warnings: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const ON = /^(1|true)$/i;
const OFF = /^(|0|false)$/i;

function resolveFlag(env: Env, option: string, warn: Warn): boolean {
  const value = env[option]?.trim() ?? '';
  if (ON.test(value)) return true;
  if (!OFF.test(value)) {
    warn({
      code: 'bad_option',
      message: `${option} is neither true nor false; false is used`,
      option,
      expected: 'true or false',
      got: value.slice(0, 40),
    });
  }
  return false;
}

function resolveExporter(env: Env, option: string, warn: Warn): boolean {
  const value = env[option]?.trim().toLowerCase() ?? '';
  if (value === 'none') return false;
  if (value !== '' && value !== 'otlp') {
    warn({
      code: 'bad_option',
      message: `${option} names no exporter of Sonde; otlp is used`,
      option,
      expected: 'otlp or none',
      got: value.slice(0, 40),
    });
  }
  return true;
}

/** Whether `SONDE_DISABLED` or `OTEL_SDK_DISABLED` switches everything off. */
export function isDisabled(env: Env): boolean {
  return (
    ON.test(env['SONDE_DISABLED']?.trim() ?? '') || ON.test(env['OTEL_SDK_DISABLED']?.trim() ?? '')
  );
}

/** The preload's own settings. A bad value is one warning and the default. */
export function resolveNodeOptions(user: Partial<NodeOptions>, env: Env, warn: Warn): NodeOptions {
  return {
    logs: user.logs ?? resolveExporter(env, 'OTEL_LOGS_EXPORTER', warn),
    debug: user.debug ?? /^(debug|verbose|all)$/i.test(env['OTEL_LOG_LEVEL']?.trim() ?? ''),
    console: user.console ?? resolveFlag(env, 'SONDE_CONSOLE', warn),
    warnings: user.warnings ?? resolveFlag(env, 'SONDE_WARNINGS', warn),
  };
}

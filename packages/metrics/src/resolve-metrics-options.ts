import type { Warn } from '@sonde/pipeline';

export interface MetricsOptions {
  /** Pushed as OTLP by the lane. */
  push: boolean;
  /** Served at /metrics. */
  serve: boolean;
  host: string;
  port: number;
  /** Milliseconds between two pushes. */
  intervalMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

const EXPORTERS = ['otlp', 'prometheus', 'none'];

function exporters(env: Env, warn: Warn): string[] {
  const option = 'OTEL_METRICS_EXPORTER';
  const named = (env[option] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const known = named.filter((item) => EXPORTERS.includes(item));
  for (const item of named) {
    if (EXPORTERS.includes(item)) continue;
    warn({
      code: 'bad_option',
      message: `${option} holds a name that is not known; it is ignored`,
      option,
      expected: EXPORTERS.join(', '),
      got: item,
    });
  }
  return known.length > 0 ? known : ['otlp'];
}

function whole(
  env: Env,
  option: string,
  { least, most, fallback }: { least: number; most: number; fallback: number },
  warn: Warn,
): number {
  const text = env[option]?.trim();
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  warn({
    code: 'bad_option',
    message: `${option} is out of range; ${fallback} is used`,
    option,
    expected: `a whole number from ${least} to ${most}`,
    got: text,
  });
  return fallback;
}

/**
 * Reads the standard OTEL_* settings. A bad value is one warning and the default.
 *
 * @param user what the caller sets itself; goes before the environment.
 */
export function resolveMetricsOptions(
  user: Partial<MetricsOptions>,
  env: Env,
  warn: Warn,
): MetricsOptions {
  const chosen = exporters(env, warn);
  const none = chosen.includes('none');
  return {
    push: !none && chosen.includes('otlp'),
    serve: !none && chosen.includes('prometheus'),
    host: env['OTEL_EXPORTER_PROMETHEUS_HOST']?.trim() || '127.0.0.1',
    port: whole(
      env,
      'OTEL_EXPORTER_PROMETHEUS_PORT',
      { least: 0, most: 65_535, fallback: 9464 },
      warn,
    ),
    intervalMs: whole(
      env,
      'OTEL_METRIC_EXPORT_INTERVAL',
      { least: 100, most: 86_400_000, fallback: 15_000 },
      warn,
    ),
    ...user,
  };
}

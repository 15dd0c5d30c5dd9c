const UNITS: Readonly<Record<string, string>> = {
  '1': 'ratio',
  '%': 'percent',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  d: 'days',
  h: 'hours',
  min: 'minutes',
  ms: 'milliseconds',
  ns: 'nanoseconds',
  s: 'seconds',
  us: 'microseconds',
};

/** The unit as /metrics writes it; empty where it says nothing, such as `{request}`. */
export function prometheusUnit(unit: string, kind: string): string {
  // A count of something is not a ratio, so `1` counts only where it can be a share.
  if (unit === '1' && kind !== 'gauge') return '';
  return UNITS[unit] ?? '';
}

/** A label name: letters, digits and underscores, no digit first. */
export function prometheusLabel(name: string): string {
  const clean = name.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^\d/.test(clean) ? `_${clean}` : clean;
}

/**
 * The name in /metrics of an OpenTelemetry metric: `_` for what is not allowed, the unit at its
 * end, `_total` after a counter.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
export function prometheusName(name: string, unit: string, kind: string): string {
  let clean = name.replace(/[^a-zA-Z0-9_:]/g, '_').replace(/__+/g, '_');
  if (/^\d/.test(clean)) clean = `_${clean}`;
  if (kind === 'counter') clean = clean.replace(/_total$/, '');
  const suffix = prometheusUnit(unit, kind);
  if (suffix && !clean.endsWith(`_${suffix}`)) clean += `_${suffix}`;
  return kind === 'counter' ? `${clean}_total` : clean;
}

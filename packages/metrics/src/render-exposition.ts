import type { ExemplarSample, MetricFamily } from './metric-family.js';
import { prometheusLabel, prometheusUnit } from './prometheus-name.js';
import type { Labels } from './series-store.js';

export type Format = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function labels(attributes: Labels, more = ''): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const label = prometheusLabel(name);
    // Two attributes may become one label; a name twice would make the whole scrape invalid.
    if (seen.has(label) || value === undefined) continue;
    seen.add(label);
    parts.push(`${label}="${escapeLabel(String(value))}"`);
  }
  if (more) parts.push(more);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

function mark(exemplar: ExemplarSample | undefined, format: Format): string {
  if (!exemplar || format === 'text') return '';
  return ` # {trace_id="${exemplar.traceId}",span_id="${exemplar.spanId}"} ${number(exemplar.value)} ${exemplar.timeMs / 1000}`;
}

function histogram(
  family: Extract<MetricFamily, { kind: 'histogram' }>,
  name: string,
  format: Format,
): string[] {
  const lines: string[] = [];
  for (const point of family.points) {
    let total = 0;
    for (const [index, bound] of family.bounds.entries()) {
      total += point.buckets[index] ?? 0;
      const exemplar = mark(point.exemplars[index], format);
      const le = format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : bound;
      lines.push(`${name}_bucket${labels(point.attributes, `le="${le}"`)} ${total}${exemplar}`);
    }
    const last = mark(point.exemplars[family.bounds.length], format);
    lines.push(`${name}_bucket${labels(point.attributes, 'le="+Inf"')} ${point.count}${last}`);
    lines.push(`${name}_sum${labels(point.attributes)} ${number(point.sum)}`);
    lines.push(`${name}_count${labels(point.attributes)} ${point.count}`);
  }
  return lines;
}

function samples(family: MetricFamily, name: string, format: Format): string[] {
  switch (family.kind) {
    case 'histogram':
      return histogram(family, name, format);
    case 'summary':
      return family.points.flatMap((point) => [
        ...point.quantiles.map(
          ({ quantile, value }) =>
            `${name}${labels(point.attributes, `quantile="${quantile}"`)} ${number(value)}`,
        ),
        `${name}_sum${labels(point.attributes)} ${number(point.sum)}`,
        `${name}_count${labels(point.attributes)} ${point.count}`,
      ]);
    case 'counter': {
      const sample = format === 'openmetrics' ? `${name}_total` : name;
      return family.points.map(
        (point) =>
          `${sample}${labels(point.attributes)} ${number(point.value)}${mark(point.exemplar, format)}`,
      );
    }
    default:
      return family.points.map(
        (point) => `${name}${labels(point.attributes)} ${number(point.value)}`,
      );
  }
}

/** Writes a family as /metrics shows it. */
export function renderFamily(family: MetricFamily, format: Format): string {
  const open = format === 'openmetrics';
  const type = family.kind === 'updown' ? 'gauge' : family.kind;
  const name =
    open && type === 'counter'
      ? family.prometheusName.replace(/_total$/, '')
      : family.prometheusName;
  const unit = prometheusUnit(family.unit, family.kind);
  const lines = [`# HELP ${name} ${escapeHelp(family.help)}`, `# TYPE ${name} ${type}`];
  if (open && unit && name.endsWith(`_${unit}`)) lines.push(`# UNIT ${name} ${unit}`);
  lines.push(...samples(family, name, format));
  return `${lines.join('\n')}\n`;
}

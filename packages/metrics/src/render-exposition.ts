import type {
  ExemplarSample,
  HistogramPoint,
  MetricFamily,
  NumberPoint,
  SummaryPoint,
} from './metric-family.js';
import { prometheusLabel, prometheusUnit } from './prometheus-name.js';
import type { Labels } from './series-store.js';

/** Points that are written at once. */
const POINTS = 100;

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

/** The labels without their braces. */
function labelText(attributes: Labels): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const label = prometheusLabel(name);
    // Two attributes may become one label; a name twice would make the whole scrape invalid.
    if (seen.has(label) || value === undefined) continue;
    seen.add(label);
    parts.push(`${label}="${escapeLabel(String(value))}"`);
  }
  return parts.join(',');
}

function braces(text: string): string {
  return text === '' ? '' : `{${text}}`;
}

function mark(exemplar: ExemplarSample | undefined, format: Format): string {
  if (!exemplar || format === 'text') return '';
  return ` # {trace_id="${exemplar.traceId}",span_id="${exemplar.spanId}"} ${number(exemplar.value)} ${exemplar.timeMs / 1000}`;
}

/** Each kind of family writes the lines of one point. */
type Write<Point> = (point: Point) => string;

function histogramWriter(
  { bounds }: Extract<MetricFamily, { kind: 'histogram' }>,
  name: string,
  format: Format,
): Write<HistogramPoint> {
  const limits = [...bounds.map((bound) => limitText(bound, format)), '+Inf'];
  return ({ attributes, buckets, count, exemplars, sum }) => {
    const own = labelText(attributes);
    const before = `${name}_bucket{${own}${own && ','}le="`;
    let text = '';
    let total = 0;
    for (const [index, limit] of limits.entries()) {
      total += buckets[index] ?? 0;
      text += `${before}${limit}"} ${total}${mark(exemplars[index], format)}\n`;
    }
    const labels = braces(own);
    return `${text}${name}_sum${labels} ${number(sum)}\n${name}_count${labels} ${count}\n`;
  };
}

function limitText(bound: number, format: Format): string {
  return format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function summaryWriter(name: string): Write<SummaryPoint> {
  return ({ attributes, count, quantiles, sum }) => {
    const own = labelText(attributes);
    const labels = braces(own);
    const lines = quantiles.map(
      ({ quantile, value }) =>
        `${name}{${own}${own && ','}quantile="${quantile}"} ${number(value)}\n`,
    );
    return `${lines.join('')}${name}_sum${labels} ${number(sum)}\n${name}_count${labels} ${count}\n`;
  };
}

function numberWriter(name: string, format: Format, marked: boolean): Write<NumberPoint> {
  return ({ attributes, exemplar, value }) =>
    `${name}${braces(labelText(attributes))} ${number(value)}${marked ? mark(exemplar, format) : ''}\n`;
}

function* pieces<Point>(points: readonly Point[], write: Write<Point>): Generator<string> {
  for (let at = 0; at < points.length; at += POINTS) {
    yield points
      .slice(at, at + POINTS)
      .map(write)
      .join('');
  }
}

/** Writes a family as /metrics shows it, in pieces of which none takes long. */
export function* renderFamily(family: MetricFamily, format: Format): Generator<string> {
  const open = format === 'openmetrics';
  const type = family.kind === 'updown' ? 'gauge' : family.kind;
  const name =
    open && type === 'counter'
      ? family.prometheusName.replace(/_total$/, '')
      : family.prometheusName;
  const unit = prometheusUnit(family.unit, family.kind);
  let head = `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${type}\n`;
  if (open && unit && name.endsWith(`_${unit}`)) head += `# UNIT ${name} ${unit}\n`;
  yield head;
  if (family.kind === 'histogram') {
    yield* pieces(family.points, histogramWriter(family, name, format));
  } else if (family.kind === 'summary') {
    yield* pieces(family.points, summaryWriter(name));
  } else {
    const sample = open && type === 'counter' ? `${name}_total` : name;
    yield* pieces(family.points, numberWriter(sample, format, type === 'counter'));
  }
}

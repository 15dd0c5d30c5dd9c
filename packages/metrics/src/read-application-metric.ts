import type {
  ExemplarSample,
  HistogramPoint,
  MetricFamily,
  NumberPoint,
  SummaryPoint,
} from './metric-family.js';
import type { Labels } from './series-store.js';

/** What prom-client keeps in its metrics. */
export interface ApplicationMetric {
  name: string;
  help: string;
  type?: string;
  hashMap?: Record<string, Series>;
  upperBounds?: readonly number[];
  percentiles?: readonly number[];
  collect?: () => unknown;
}

interface Series {
  labels: Labels;
  value?: number;
  exemplar?: Exemplar | null;
  count?: number;
  sum?: number;
  bucketValues?: Record<string, number>;
  bucketExemplars?: Record<string, Exemplar | null>;
  td?: { percentile(share: number): number; size(): number };
}

interface Exemplar {
  labelSet: Record<string, string>;
  value: number;
  timestamp?: number;
}

export interface Reading {
  family: MetricFamily;
  /** Series beyond the limit, left out. */
  leftOut: number;
}

const TRACE_NAMES = ['trace_id', 'traceId', 'traceID', 'TraceID'];
const SPAN_NAMES = ['span_id', 'spanId', 'spanID', 'SpanID'];

function pick(labelSet: Record<string, string>, names: readonly string[]): string {
  for (const name of names) if (labelSet[name]) return labelSet[name];
  return '';
}

function exemplar(found: Exemplar | null | undefined): ExemplarSample | undefined {
  if (!found) return undefined;
  const traceId = pick(found.labelSet, TRACE_NAMES);
  const spanId = pick(found.labelSet, SPAN_NAMES);
  if (!/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId)) return undefined;
  return { value: found.value, traceId, spanId, timeMs: Math.round((found.timestamp ?? 0) * 1000) };
}

function first(metric: ApplicationMetric, limit: number): { series: Series[]; leftOut: number } {
  const series: Series[] = [];
  let leftOut = 0;
  const map = metric.hashMap ?? {};
  for (const key in map) {
    if (series.length < limit) series.push(map[key] as Series);
    else leftOut++;
  }
  return { series, leftOut };
}

function histogramPoint(
  series: Series,
  attributes: Labels,
  bounds: readonly number[],
): HistogramPoint {
  const values = series.bucketValues ?? {};
  const buckets = bounds.map((bound) => values[bound] ?? 0);
  const count = series.count ?? 0;
  const below = buckets.reduce((sum, value) => sum + value, 0);
  const marks = series.bucketExemplars;
  return {
    attributes,
    count,
    sum: series.sum ?? 0,
    buckets: [...buckets, count - below],
    exemplars: marks ? [...bounds, -1].map((bound) => exemplar(marks[bound])) : [],
  };
}

function summaryPoint(
  series: Series,
  attributes: Labels,
  percentiles: readonly number[],
): SummaryPoint {
  const digest = series.td;
  const quantiles =
    digest && digest.size() > 0
      ? percentiles.map((quantile) => ({ quantile, value: digest.percentile(quantile) }))
      : [];
  return { attributes, count: series.count ?? 0, sum: series.sum ?? 0, quantiles };
}

/**
 * Reads one of the application's own metrics, at most `limit` series of it. prom-client's `get()`
 * would build every series there is, which blocks for seconds when there are many.
 *
 * @param shared the registry's default labels.
 */
export function readApplicationMetric(
  metric: ApplicationMetric,
  shared: Labels,
  limit: number,
): Reading | undefined {
  const { series, leftOut } = first(metric, limit);
  const head = { prometheusName: metric.name, name: metric.name, help: metric.help, unit: '' };
  const attributesOf = ({ labels }: Series): Labels => ({ ...shared, ...labels });
  switch (metric.type) {
    case 'counter':
    case 'gauge': {
      const points = series.map(
        (each): NumberPoint => ({
          attributes: attributesOf(each),
          value: each.value ?? 0,
          exemplar: exemplar(each.exemplar),
        }),
      );
      return { family: { ...head, kind: metric.type, points }, leftOut };
    }
    case 'histogram': {
      const bounds = metric.upperBounds ?? [];
      const points = series.map((each) => histogramPoint(each, attributesOf(each), bounds));
      return { family: { ...head, kind: 'histogram', bounds, points }, leftOut };
    }
    case 'summary': {
      const percentiles = metric.percentiles ?? [];
      const points = series.map((each) => summaryPoint(each, attributesOf(each), percentiles));
      return { family: { ...head, kind: 'summary', points }, leftOut };
    }
    default:
      return undefined;
  }
}

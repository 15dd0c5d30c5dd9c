import type { Labels } from './series-store.js';

/** One measurement and the span that it was made in. */
export interface ExemplarSample {
  value: number;
  traceId: string;
  spanId: string;
  /** Milliseconds since the epoch. */
  timeMs: number;
}

export interface NumberPoint {
  attributes: Labels;
  value: number;
  exemplar?: ExemplarSample | undefined;
}

export interface HistogramPoint {
  attributes: Labels;
  count: number;
  sum: number;
  /** Not cumulative; one more than the family's `bounds`. */
  buckets: readonly number[];
  exemplars: readonly (ExemplarSample | undefined)[];
}

export interface SummaryPoint {
  attributes: Labels;
  count: number;
  sum: number;
  quantiles: { quantile: number; value: number }[];
}

interface FamilyName {
  /** In /metrics; for a counter with `_total`. */
  prometheusName: string;
  /** In OTLP. */
  name: string;
  help: string;
  /** UCUM, as OpenTelemetry writes it; empty if unknown. */
  unit: string;
}

/** Everything of one name, in neither format, read at one moment. */
export type MetricFamily =
  | (FamilyName & { kind: 'counter' | 'updown' | 'gauge'; points: NumberPoint[] })
  | (FamilyName & { kind: 'histogram'; bounds: readonly number[]; points: HistogramPoint[] })
  | (FamilyName & { kind: 'summary'; points: SummaryPoint[] });

import type { Attributes, Context } from '@opentelemetry/api';
import type { ActiveSpan } from './active-span.js';
import type { ExemplarSample, HistogramPoint, MetricFamily, NumberPoint } from './metric-family.js';
import { prometheusName } from './prometheus-name.js';
import { createSeriesStore, type SeriesStore } from './series-store.js';

export type InstrumentKind = 'counter' | 'updown' | 'gauge' | 'histogram';

export interface InstrumentOptions {
  /** The OTLP name. */
  name: string;
  help: string;
  /** UCUM. */
  unit: string;
  kind: InstrumentKind;
  /** Upper bounds of a histogram's buckets, ascending. */
  bounds?: readonly number[];
  maxSeries?: number;
}

/** A metric of ours: it takes measurements, and gives a family when read. */
export interface Instrument extends Required<Omit<InstrumentOptions, 'bounds' | 'maxSeries'>> {
  prometheusName: string;
  bounds: readonly number[];
  /** Adds to a counter or an up-down counter. */
  add(value: number, attributes?: Attributes, exemplar?: ExemplarSample): void;
  /** Sets a gauge, or the sum that an observed counter has reached. */
  set(value: number, attributes?: Attributes): void;
  /** Puts a value into a histogram. A bucket whose exemplar is new is not given another one. */
  observe(value: number, attributes?: Attributes, exemplarOf?: ActiveSpan, context?: Context): void;
  /** Makes the series without a measurement, so that it is seen at zero. */
  touch(attributes?: Attributes): void;
  /** Called before each read; what it sets replaces all that stood there. */
  collect?: (() => void | Promise<void>) | undefined;
  read(): MetricFamily;
  overflowed(): number;
  clear(): void;
}

/** An exemplar is that new, milliseconds: nobody reads more often. */
const EXEMPLAR_MS = 50;

/** The bounds that OpenTelemetry and prom-client both advise for seconds. */
const SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

interface MutableHistogram extends HistogramPoint {
  buckets: number[];
  exemplars: (ExemplarSample | undefined)[];
}

/** The first bucket whose upper bound holds the value. */
function bucketOf(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (bounds[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function createInstrument(options: InstrumentOptions): Instrument {
  const { name, help, unit, kind, bounds = SECONDS, maxSeries } = options;
  const numbers: SeriesStore<NumberPoint> = createSeriesStore(
    (attributes) => ({ attributes, value: 0 }),
    maxSeries,
  );
  const histograms: SeriesStore<MutableHistogram> = createSeriesStore(
    (attributes) => ({
      attributes,
      count: 0,
      sum: 0,
      buckets: Array.from({ length: bounds.length + 1 }, () => 0),
      exemplars: [],
    }),
    maxSeries,
  );
  const names = { name, help, unit, prometheusName: prometheusName(name, unit, kind) };
  return {
    ...names,
    kind,
    bounds,
    add(value, attributes, exemplar) {
      if (!Number.isFinite(value) || (kind === 'counter' && value < 0)) return;
      const point = numbers.at(attributes);
      point.value += value;
      if (exemplar) point.exemplar = exemplar;
    },
    set(value, attributes) {
      if (Number.isFinite(value)) numbers.at(attributes).value = value;
    },
    observe(value, attributes, exemplarOf, context) {
      if (!Number.isFinite(value)) return;
      const point = histograms.at(attributes);
      const bucket = bucketOf(bounds, value);
      point.count++;
      point.sum += value;
      point.buckets[bucket] = (point.buckets[bucket] as number) + 1;
      if (exemplarOf === undefined) return;
      const last = point.exemplars[bucket];
      if (last !== undefined && Date.now() - last.timeMs < EXEMPLAR_MS) return;
      const exemplar = exemplarOf(value, context);
      if (exemplar) point.exemplars[bucket] = exemplar;
    },
    touch(attributes) {
      (kind === 'histogram' ? histograms : numbers).at(attributes);
    },
    read() {
      return kind === 'histogram'
        ? { ...names, kind, bounds, points: [...histograms.values()] }
        : { ...names, kind, points: [...numbers.values()] };
    },
    overflowed: () => numbers.overflowed() + histograms.overflowed(),
    clear() {
      numbers.clear();
      histograms.clear();
    },
  };
}

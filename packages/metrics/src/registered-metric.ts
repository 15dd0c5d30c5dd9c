import type { Instrument } from './instrument.js';
import type { ExemplarSample, MetricFamily } from './metric-family.js';
import { prometheusLabel } from './prometheus-name.js';

type Labels = Record<string, string | number>;

interface Value {
  metricName?: string;
  labels: Labels;
  value: number;
  exemplar?: { labelSet: Record<string, string>; value: number; timestamp: number } | undefined;
}

/** The part of prom-client's Metric class that its Registry uses. */
export interface RegisteredMetric {
  name: string;
  help: string;
  type: string;
  aggregator: string;
  get(): Promise<{
    name: string;
    help: string;
    type: string;
    aggregator: string;
    values: Value[];
  }>;
  reset(): void;
}

function exemplar(sample: ExemplarSample | undefined): Value['exemplar'] {
  if (!sample) return undefined;
  const labelSet = { trace_id: sample.traceId, span_id: sample.spanId };
  return { labelSet, value: sample.value, timestamp: sample.timeMs / 1000 };
}

function labelsOf(attributes: object): Labels {
  const labels: Labels = {};
  for (const [name, value] of Object.entries(attributes)) {
    labels[prometheusLabel(name)] = typeof value === 'number' ? value : String(value);
  }
  return labels;
}

function valuesOf(family: MetricFamily): Value[] {
  const name = family.prometheusName;
  if (family.kind === 'summary') return [];
  if (family.kind !== 'histogram') {
    return family.points.map((point) => ({
      labels: labelsOf(point.attributes),
      value: point.value,
      exemplar: exemplar(point.exemplar),
    }));
  }
  return family.points.flatMap((point) => {
    const labels = labelsOf(point.attributes);
    let total = 0;
    const buckets: Value[] = family.bounds.map((bound, index) => {
      total += point.buckets[index] ?? 0;
      return {
        metricName: `${name}_bucket`,
        labels: { le: bound, ...labels },
        value: total,
        exemplar: exemplar(point.exemplars[index]),
      };
    });
    return [
      ...buckets,
      {
        metricName: `${name}_bucket`,
        labels: { le: '+Inf', ...labels },
        value: point.count,
        exemplar: exemplar(point.exemplars[family.bounds.length]),
      },
      { metricName: `${name}_sum`, labels, value: point.sum },
      { metricName: `${name}_count`, labels, value: point.count },
    ];
  });
}

/** Shows an instrument of ours as a metric that prom-client's Registry can hold. */
export function createRegisteredMetric(instrument: Instrument): RegisteredMetric {
  return {
    name: instrument.prometheusName,
    help: instrument.help,
    type: instrument.kind === 'updown' ? 'gauge' : instrument.kind,
    aggregator: instrument.kind === 'gauge' ? 'average' : 'sum',
    async get() {
      await instrument.collect?.();
      const { name, help, type, aggregator } = this;
      return { name, help, type, aggregator, values: valuesOf(instrument.read()) };
    },
    // A registry's resetMetrics() is a test's tool; totals that others read stay as they are.
    reset: () => {},
  };
}

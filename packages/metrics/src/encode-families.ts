import type { Exemplar, KeyValue, Metric } from '@sonde/otlp';
import type { ExemplarSample, MetricFamily } from './metric-family.js';
import type { Labels } from './series-store.js';

const CUMULATIVE = 2;

function nanoseconds(ms: number): string {
  return `${Math.trunc(ms)}000000`;
}

function keyValues(attributes: Labels): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => {
    if (typeof value === 'number') {
      return {
        key,
        value: Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value },
      };
    }
    if (typeof value === 'boolean') return { key, value: { boolValue: value } };
    return { key, value: { stringValue: value } };
  });
}

function exemplars(samples: readonly (ExemplarSample | undefined)[]): { exemplars?: Exemplar[] } {
  const list = samples.flatMap((sample) =>
    sample
      ? [
          {
            timeUnixNano: nanoseconds(sample.timeMs),
            asDouble: sample.value,
            spanId: sample.spanId,
            traceId: sample.traceId,
          },
        ]
      : [],
  );
  return list.length > 0 ? { exemplars: list } : {};
}

/** Writes a family as an OTLP metric, cumulative since `startMs`. */
export function encodeFamily(family: MetricFamily, startMs: number, nowMs: number): Metric {
  const times = { startTimeUnixNano: nanoseconds(startMs), timeUnixNano: nanoseconds(nowMs) };
  const head = {
    name: family.name,
    description: family.help,
    ...(family.unit ? { unit: family.unit } : {}),
  };
  switch (family.kind) {
    case 'histogram': {
      const explicitBounds = [...family.bounds];
      const dataPoints = family.points.map((point) => ({
        attributes: keyValues(point.attributes),
        ...times,
        count: String(point.count),
        sum: point.sum,
        bucketCounts: point.buckets.map(String),
        explicitBounds,
        ...exemplars(point.exemplars),
      }));
      return { ...head, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
    }
    case 'summary': {
      const dataPoints = family.points.map((point) => ({
        attributes: keyValues(point.attributes),
        ...times,
        count: String(point.count),
        sum: point.sum,
        quantileValues: point.quantiles,
      }));
      return { ...head, summary: { dataPoints } };
    }
    default: {
      const dataPoints = family.points.map((point) => ({
        attributes: keyValues(point.attributes),
        ...times,
        asDouble: point.value,
        ...exemplars([point.exemplar]),
      }));
      if (family.kind === 'gauge') return { ...head, gauge: { dataPoints } };
      const isMonotonic = family.kind === 'counter';
      return { ...head, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic } };
    }
  }
}

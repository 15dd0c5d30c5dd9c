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

function exemplars(
  samples: readonly (ExemplarSample | undefined)[],
  sinceMs: number,
): { exemplars?: Exemplar[] } {
  const list = samples.flatMap((sample) =>
    sample && sample.timeMs >= sinceMs
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

/** All in milliseconds since the epoch. */
export interface Period {
  /** When the totals began. */
  startMs: number;
  /** When the push before this one was; older exemplars have been sent. */
  sinceMs: number;
  nowMs: number;
}

/** Writes a family as an OTLP metric, its totals cumulative. */
export function encodeFamily(family: MetricFamily, { startMs, sinceMs, nowMs }: Period): Metric {
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
        ...exemplars(point.exemplars, sinceMs),
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
        ...exemplars([point.exemplar], sinceMs),
      }));
      if (family.kind === 'gauge') return { ...head, gauge: { dataPoints } };
      const isMonotonic = family.kind === 'counter';
      return { ...head, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic } };
    }
  }
}

import {
  fromKeyValues,
  type HistogramDataPoint,
  type Metric,
  type MetricsData,
  type NumberDataPoint,
} from '@sonde/otlp';
import { createBlockTable } from './block-table.js';
import { cutText } from './plain-attributes.js';
import { believableTime, nanosToMicros } from './record-time.js';
import {
  ACTIVE_HANDLES,
  GC_DURATION,
  HEAP_LIMIT,
  HEAP_SPACE_NAME,
  HEAP_SPACE_SIZES,
  HEAP_USED,
  RUNTIME_GAUGES,
  type RuntimeLatest,
} from './runtime-facts.js';
import type { IngestResult, WriteContext } from './write-context.js';

/** A loop that stood still as long as this is told as a block. */
const BLOCK_MS = 100;
const MAX_SPACES = 32;
const MAX_INSTANCES = 2000;
const DELTA = 1;

export interface MetricWriter {
  write(data: MetricsData): IngestResult;
  reset(): void;
}

interface Sample {
  time: number;
  latest: RuntimeLatest;
  spaces: Map<string, { used: number; size: number }>;
  gcSum: number | undefined;
  gcDelta: boolean;
}

export function createMetricWriter(context: WriteContext): MetricWriter {
  const { database } = context;
  const upsert = database.prepare(
    'INSERT INTO runtime (resource, time, lag_p50, lag_p99, lag_max, utilisation, gc, heap_used, ' +
      'heap_total, rss) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ' +
      ['lag_p50', 'lag_p99', 'lag_max', 'utilisation', 'gc', 'heap_used', 'heap_total', 'rss']
        .map((column) => `${column} = coalesce(excluded.${column}, ${column})`)
        .join(', '),
  );
  const upsertLatest = database.prepare(
    'INSERT INTO runtime_latest (resource, time, json) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ' +
      'time = excluded.time, json = json_patch(json, excluded.json) WHERE excluded.time >= time',
  );
  const blocks = createBlockTable(database);
  const gcBefore = new Map<number, { time: number; sum: number }>();

  function readMetric(metric: Metric, sample: Sample): number {
    const points = metric.gauge?.dataPoints ?? metric.sum?.dataPoints ?? [];
    const gauge = RUNTIME_GAUGES[metric.name];
    for (const point of points) {
      const value = valueOf(point);
      if (value === undefined) continue;
      if (gauge !== undefined) {
        sample.latest[gauge.field] = value * gauge.scale;
        touch(sample, point);
      } else if (ACTIVE_HANDLES.has(metric.name)) {
        sample.latest.handles = (sample.latest.handles ?? 0) + value;
        touch(sample, point);
      } else if (metric.name === HEAP_USED || HEAP_SPACE_SIZES.has(metric.name)) {
        readHeap(metric.name, point, value, sample);
      }
    }
    const histogram = metric.histogram?.dataPoints ?? [];
    if (metric.name === GC_DURATION) {
      for (const point of histogram) {
        if (point.sum === undefined || !Number.isFinite(point.sum)) continue;
        sample.gcSum = (sample.gcSum ?? 0) + point.sum;
        sample.gcDelta = metric.histogram?.aggregationTemporality === DELTA;
        touch(sample, point);
      }
    }
    return (
      points.length +
      histogram.length +
      (metric.exponentialHistogram?.dataPoints.length ?? 0) +
      (metric.summary?.dataPoints.length ?? 0)
    );
  }

  function touch(sample: Sample, point: NumberDataPoint | HistogramDataPoint): void {
    const time = believableTime(nanosToMicros(point.timeUnixNano), context.now() * 1000);
    if (time > sample.time) sample.time = time;
  }

  function readHeap(name: string, point: NumberDataPoint, value: number, sample: Sample): void {
    touch(sample, point);
    const spaceName = fromKeyValues(point.attributes ?? [])[HEAP_SPACE_NAME];
    if (typeof spaceName !== 'string') {
      if (name === HEAP_LIMIT) sample.latest.heapLimit = value;
      else if (name === HEAP_USED) sample.latest.heapUsed = value;
      else sample.latest.heapTotal = value;
      return;
    }
    let space = sample.spaces.get(spaceName);
    if (space === undefined) {
      if (sample.spaces.size >= MAX_SPACES) return;
      space = { used: 0, size: 0 };
      sample.spaces.set(spaceName, space);
    }
    if (name === HEAP_USED) space.used = value;
    else space.size = value;
  }

  function gcShare(resource: number, sample: Sample): number | undefined {
    if (sample.gcSum === undefined) return undefined;
    const before = gcBefore.get(resource);
    if (gcBefore.size >= MAX_INSTANCES) gcBefore.clear();
    gcBefore.set(resource, { time: sample.time, sum: sample.gcSum });
    if (before === undefined || sample.time <= before.time) return undefined;
    const spent = sample.gcDelta ? sample.gcSum : sample.gcSum - before.sum;
    return spent < 0 ? undefined : Math.min(1, (spent * 1e6) / (sample.time - before.time));
  }

  function store(resource: number, sample: Sample): void {
    const { latest, spaces } = sample;
    if (sample.time === 0) return;
    if (spaces.size > 0) {
      latest.heapSpaces = [...spaces].map(([name, space]) => ({
        name: cutText(name, 100),
        ...space,
      }));
      latest.heapUsed ??= latest.heapSpaces.reduce((sum, space) => sum + space.used, 0);
      latest.heapTotal ??= latest.heapSpaces.reduce((sum, space) => sum + space.size, 0);
    }
    const gc = gcShare(resource, sample);
    if (gc !== undefined) latest.gc = gc;
    const second = Math.floor(sample.time / 1e6) * 1_000_000;
    upsert.run(
      resource,
      second,
      latest.lagP50 ?? null,
      latest.lagP99 ?? null,
      latest.lagMax ?? null,
      latest.utilisation ?? null,
      latest.gc ?? null,
      latest.heapUsed ?? null,
      latest.heapTotal ?? null,
      latest.rss ?? null,
    );
    upsertLatest.run(resource, sample.time, JSON.stringify(latest));
    if (latest.lagMax !== undefined && latest.lagMax >= BLOCK_MS) {
      blocks.guess(resource, sample.time, latest.lagMax);
    }
  }

  return {
    write(data) {
      const result: IngestResult = { stored: 0, duplicates: 0, invalid: 0 };
      for (const { resource: given, scopeMetrics } of data.resourceMetrics ?? []) {
        const resource = context.resources.intern(given);
        const sample: Sample = {
          time: 0,
          latest: {},
          spaces: new Map(),
          gcSum: undefined,
          gcDelta: false,
        };
        for (const { metrics } of scopeMetrics ?? []) {
          for (const metric of metrics ?? []) result.stored += readMetric(metric, sample);
        }
        store(resource.id, sample);
        context.resources.saw(resource.service, resource.version, resource.browser);
      }
      context.counts.metricPoints += result.stored;
      if (result.stored > 0) context.changed.metrics = true;
      return result;
    },
    reset() {
      gcBefore.clear();
    },
  };
}

function valueOf(point: NumberDataPoint): number | undefined {
  const value = point.asDouble ?? (point.asInt === undefined ? undefined : Number(point.asInt));
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

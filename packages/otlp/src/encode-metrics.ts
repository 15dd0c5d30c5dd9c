import {
  writeKeyValue,
  writeList,
  writeMessage,
  writeResource,
  writeScope,
} from './encode-attributes.js';
import type {
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  MetricsData,
  NumberDataPoint,
  SummaryDataPoint,
} from './types.js';
import { WireWriter } from './wire-writer.js';

type ResourceMetrics = MetricsData['resourceMetrics'][number];
type ScopeMetrics = ResourceMetrics['scopeMetrics'][number];
type Buckets = NonNullable<ExponentialHistogramDataPoint['positive']>;

function writeExemplar(exemplar: Exemplar, w: WireWriter): void {
  w.fixed64(2, exemplar.timeUnixNano);
  if (exemplar.asDouble !== undefined) w.double(3, exemplar.asDouble);
  else if (exemplar.asInt !== undefined) w.presentFixed64(6, exemplar.asInt);
  w.hex(4, exemplar.spanId);
  w.hex(5, exemplar.traceId);
  writeList(w, 7, writeKeyValue, exemplar.filteredAttributes);
}

function writeNumberPoint(point: NumberDataPoint, w: WireWriter): void {
  w.fixed64(2, point.startTimeUnixNano);
  w.fixed64(3, point.timeUnixNano);
  if (point.asDouble !== undefined) w.double(4, point.asDouble);
  else if (point.asInt !== undefined) w.presentFixed64(6, point.asInt);
  writeList(w, 5, writeExemplar, point.exemplars);
  writeList(w, 7, writeKeyValue, point.attributes);
  w.uint32(8, point.flags);
}

function writePackedFixed64(list: readonly (string | number)[], w: WireWriter): void {
  for (const one of list) w.rawFixed64(one);
}

function writePackedVarint64(list: readonly (string | number)[], w: WireWriter): void {
  for (const one of list) w.rawVarint64(one);
}

function writeHistogramPoint(point: HistogramDataPoint, w: WireWriter): void {
  w.fixed64(2, point.startTimeUnixNano);
  w.fixed64(3, point.timeUnixNano);
  w.fixed64(4, point.count);
  w.double(5, point.sum);
  if (point.bucketCounts.length > 0) writeMessage(w, 6, writePackedFixed64, point.bucketCounts);
  w.writePackedDouble(7, point.explicitBounds);
  writeList(w, 8, writeExemplar, point.exemplars);
  writeList(w, 9, writeKeyValue, point.attributes);
  w.uint32(10, point.flags);
  w.double(11, point.min);
  w.double(12, point.max);
}

function writeSint32(w: WireWriter, tag: number, value: number): void {
  if (value !== 0) w.writeSVarintField(tag, value);
}

function writeBuckets(buckets: Buckets, w: WireWriter): void {
  writeSint32(w, 1, buckets.offset);
  if (buckets.bucketCounts.length > 0)
    writeMessage(w, 2, writePackedVarint64, buckets.bucketCounts);
}

function writeExponentialPoint(point: ExponentialHistogramDataPoint, w: WireWriter): void {
  writeList(w, 1, writeKeyValue, point.attributes);
  w.fixed64(2, point.startTimeUnixNano);
  w.fixed64(3, point.timeUnixNano);
  w.fixed64(4, point.count);
  w.double(5, point.sum);
  writeSint32(w, 6, point.scale);
  w.fixed64(7, point.zeroCount);
  if (point.positive) writeMessage(w, 8, writeBuckets, point.positive);
  if (point.negative) writeMessage(w, 9, writeBuckets, point.negative);
  w.uint32(10, point.flags);
  writeList(w, 11, writeExemplar, point.exemplars);
  w.double(12, point.min);
  w.double(13, point.max);
  if (point.zeroThreshold) w.double(14, point.zeroThreshold);
}

function writeQuantile(one: SummaryDataPoint['quantileValues'][number], w: WireWriter): void {
  w.double(1, one.quantile);
  w.double(2, one.value);
}

function writeSummaryPoint(point: SummaryDataPoint, w: WireWriter): void {
  w.fixed64(2, point.startTimeUnixNano);
  w.fixed64(3, point.timeUnixNano);
  w.fixed64(4, point.count);
  w.double(5, point.sum);
  writeList(w, 6, writeQuantile, point.quantileValues);
  writeList(w, 7, writeKeyValue, point.attributes);
  w.uint32(8, point.flags);
}

function writeGauge(gauge: NonNullable<Metric['gauge']>, w: WireWriter): void {
  writeList(w, 1, writeNumberPoint, gauge.dataPoints);
}

function writeSum(sum: NonNullable<Metric['sum']>, w: WireWriter): void {
  writeList(w, 1, writeNumberPoint, sum.dataPoints);
  w.uint32(2, sum.aggregationTemporality);
  if (sum.isMonotonic) w.writeBooleanField(3, true);
}

function writeHistogram(histogram: NonNullable<Metric['histogram']>, w: WireWriter): void {
  writeList(w, 1, writeHistogramPoint, histogram.dataPoints);
  w.uint32(2, histogram.aggregationTemporality);
}

function writeExponential(
  histogram: NonNullable<Metric['exponentialHistogram']>,
  w: WireWriter,
): void {
  writeList(w, 1, writeExponentialPoint, histogram.dataPoints);
  w.uint32(2, histogram.aggregationTemporality);
}

function writeSummary(summary: NonNullable<Metric['summary']>, w: WireWriter): void {
  writeList(w, 1, writeSummaryPoint, summary.dataPoints);
}

export function writeMetric(metric: Metric, w: WireWriter): void {
  w.text(1, metric.name);
  w.text(2, metric.description);
  w.text(3, metric.unit);
  if (metric.gauge) writeMessage(w, 5, writeGauge, metric.gauge);
  else if (metric.sum) writeMessage(w, 7, writeSum, metric.sum);
  else if (metric.histogram) writeMessage(w, 9, writeHistogram, metric.histogram);
  else if (metric.exponentialHistogram) {
    writeMessage(w, 10, writeExponential, metric.exponentialHistogram);
  } else if (metric.summary) writeMessage(w, 11, writeSummary, metric.summary);
}

function writeScopeMetrics(group: ScopeMetrics, w: WireWriter): void {
  if (group.scope) writeMessage(w, 1, writeScope, group.scope);
  writeList(w, 2, writeMetric, group.metrics);
  w.text(3, group.schemaUrl);
}

function writeResourceMetrics(group: ResourceMetrics, w: WireWriter): void {
  if (group.resource) writeMessage(w, 1, writeResource, group.resource);
  writeList(w, 2, writeScopeMetrics, group.scopeMetrics);
  w.text(3, group.schemaUrl);
}

/** The protobuf body of `POST /v1/metrics`. */
export function encodeMetrics(data: MetricsData): Uint8Array {
  const w = new WireWriter();
  writeList(w, 1, writeResourceMetrics, data.resourceMetrics);
  return w.finish();
}

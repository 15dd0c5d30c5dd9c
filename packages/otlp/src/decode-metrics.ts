import { readKeyValue, readResource, readScope } from './decode-attributes.js';
import type { DecodeLimits } from './limits.js';
import type {
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  MetricsData,
  NumberDataPoint,
  SummaryDataPoint,
} from './types.js';
import { WireReader } from './wire-reader.js';

type ResourceMetrics = MetricsData['resourceMetrics'][number];
type ScopeMetrics = ResourceMetrics['scopeMetrics'][number];
type Buckets = NonNullable<ExponentialHistogramDataPoint['positive']>;

function readExemplar(r: WireReader): Exemplar {
  const exemplar: Exemplar = { timeUnixNano: '0' };
  while (r.next()) {
    if (r.field === 2) exemplar.timeUnixNano = r.fixed64();
    else if (r.field === 3) exemplar.asDouble = r.double();
    else if (r.field === 4) exemplar.spanId = r.hex();
    else if (r.field === 5) exemplar.traceId = r.hex();
    else if (r.field === 6) exemplar.asInt = r.sfixed64();
    else if (r.field === 7) (exemplar.filteredAttributes ??= []).push(r.message(readKeyValue));
    else r.skip();
  }
  return exemplar;
}

function readNumberPoint(r: WireReader): NumberDataPoint {
  const point: NumberDataPoint = { attributes: [], timeUnixNano: '0' };
  while (r.next()) {
    if (r.field === 2) point.startTimeUnixNano = r.fixed64();
    else if (r.field === 3) point.timeUnixNano = r.fixed64();
    else if (r.field === 4) point.asDouble = r.double();
    else if (r.field === 5) (point.exemplars ??= []).push(r.message(readExemplar));
    else if (r.field === 6) point.asInt = r.sfixed64();
    else if (r.field === 7) point.attributes.push(r.message(readKeyValue));
    else if (r.field === 8) point.flags = r.uint32();
    else r.skip();
  }
  return point;
}

function readHistogramPoint(r: WireReader): HistogramDataPoint {
  const point: HistogramDataPoint = {
    attributes: [],
    timeUnixNano: '0',
    count: '0',
    bucketCounts: [],
    explicitBounds: [],
  };
  while (r.next()) {
    if (r.field === 2) point.startTimeUnixNano = r.fixed64();
    else if (r.field === 3) point.timeUnixNano = r.fixed64();
    else if (r.field === 4) point.count = r.fixed64();
    else if (r.field === 5) point.sum = r.double();
    else if (r.field === 6) r.fixed64s(point.bucketCounts);
    else if (r.field === 7) r.doubles(point.explicitBounds);
    else if (r.field === 8) (point.exemplars ??= []).push(r.message(readExemplar));
    else if (r.field === 9) point.attributes.push(r.message(readKeyValue));
    else if (r.field === 10) point.flags = r.uint32();
    else if (r.field === 11) point.min = r.double();
    else if (r.field === 12) point.max = r.double();
    else r.skip();
  }
  return point;
}

function readBuckets(r: WireReader): Buckets {
  const buckets: Buckets = { offset: 0, bucketCounts: [] };
  while (r.next()) {
    if (r.field === 1) buckets.offset = r.sint32();
    else if (r.field === 2) r.uint64s(buckets.bucketCounts);
    else r.skip();
  }
  return buckets;
}

function readExponentialPoint(r: WireReader): ExponentialHistogramDataPoint {
  const point: ExponentialHistogramDataPoint = {
    attributes: [],
    timeUnixNano: '0',
    count: '0',
    scale: 0,
    zeroCount: '0',
  };
  while (r.next()) {
    if (r.field === 1) point.attributes.push(r.message(readKeyValue));
    else if (r.field === 2) point.startTimeUnixNano = r.fixed64();
    else if (r.field === 3) point.timeUnixNano = r.fixed64();
    else if (r.field === 4) point.count = r.fixed64();
    else if (r.field === 5) point.sum = r.double();
    else if (r.field === 6) point.scale = r.sint32();
    else if (r.field === 7) point.zeroCount = r.fixed64();
    else if (r.field === 8) point.positive = r.message(readBuckets);
    else if (r.field === 9) point.negative = r.message(readBuckets);
    else if (r.field === 10) point.flags = r.uint32();
    else if (r.field === 11) (point.exemplars ??= []).push(r.message(readExemplar));
    else if (r.field === 12) point.min = r.double();
    else if (r.field === 13) point.max = r.double();
    else if (r.field === 14) point.zeroThreshold = r.double();
    else r.skip();
  }
  return point;
}

function readQuantile(r: WireReader): SummaryDataPoint['quantileValues'][number] {
  const one = { quantile: 0, value: 0 };
  while (r.next()) {
    if (r.field === 1) one.quantile = r.double();
    else if (r.field === 2) one.value = r.double();
    else r.skip();
  }
  return one;
}

function readSummaryPoint(r: WireReader): SummaryDataPoint {
  const point: SummaryDataPoint = {
    attributes: [],
    timeUnixNano: '0',
    count: '0',
    sum: 0,
    quantileValues: [],
  };
  while (r.next()) {
    if (r.field === 2) point.startTimeUnixNano = r.fixed64();
    else if (r.field === 3) point.timeUnixNano = r.fixed64();
    else if (r.field === 4) point.count = r.fixed64();
    else if (r.field === 5) point.sum = r.double();
    else if (r.field === 6) point.quantileValues.push(r.message(readQuantile));
    else if (r.field === 7) point.attributes.push(r.message(readKeyValue));
    else if (r.field === 8) point.flags = r.uint32();
    else r.skip();
  }
  return point;
}

/** The three fields that the kinds of a metric have between them. */
function readPoints<T>(readPoint: (r: WireReader) => T) {
  return (r: WireReader) => {
    const data = { dataPoints: [] as T[], aggregationTemporality: 0, isMonotonic: false };
    while (r.next()) {
      if (r.field === 1) data.dataPoints.push(r.message(readPoint));
      else if (r.field === 2) data.aggregationTemporality = r.uint32();
      else if (r.field === 3) data.isMonotonic = r.bool();
      else r.skip();
    }
    return data;
  };
}

const readNumbers = readPoints(readNumberPoint);
const readHistograms = readPoints(readHistogramPoint);
const readExponentials = readPoints(readExponentialPoint);
const readSummaries = readPoints(readSummaryPoint);

function readMetric(r: WireReader): Metric {
  const metric: Metric = { name: '' };
  while (r.next()) {
    switch (r.field) {
      case 1:
        metric.name = r.name();
        break;
      case 2:
        metric.description = r.text();
        break;
      case 3:
        metric.unit = r.name();
        break;
      case 5:
        metric.gauge = { dataPoints: r.message(readNumbers).dataPoints };
        break;
      case 7:
        metric.sum = r.message(readNumbers);
        break;
      case 9: {
        const { dataPoints, aggregationTemporality } = r.message(readHistograms);
        metric.histogram = { dataPoints, aggregationTemporality };
        break;
      }
      case 10: {
        const { dataPoints, aggregationTemporality } = r.message(readExponentials);
        metric.exponentialHistogram = { dataPoints, aggregationTemporality };
        break;
      }
      case 11:
        metric.summary = { dataPoints: r.message(readSummaries).dataPoints };
        break;
      default:
        r.skip();
    }
  }
  return metric;
}

function readScopeMetrics(r: WireReader): ScopeMetrics {
  const group: ScopeMetrics = { metrics: [] };
  while (r.next()) {
    if (r.field === 1) group.scope = r.message(readScope);
    else if (r.field === 2) group.metrics.push(r.message(readMetric));
    else if (r.field === 3) group.schemaUrl = r.text();
    else r.skip();
  }
  return group;
}

function readResourceMetrics(r: WireReader): ResourceMetrics {
  const group: ResourceMetrics = { scopeMetrics: [] };
  while (r.next()) {
    if (r.field === 1) group.resource = r.message(readResource);
    else if (r.field === 2) group.scopeMetrics.push(r.message(readScopeMetrics));
    else if (r.field === 3) group.schemaUrl = r.text();
    else r.skip();
  }
  return group;
}

/**
 * A protobuf body of `POST /v1/metrics`. Unknown fields are skipped.
 *
 * @throws OtlpError if the bytes are not such a body or hold more than the limits allow.
 */
export function decodeMetrics(bytes: Uint8Array, limits?: Partial<DecodeLimits>): MetricsData {
  const r = new WireReader(bytes, limits);
  const data: MetricsData = { resourceMetrics: [] };
  while (r.next()) {
    if (r.field === 1) data.resourceMetrics.push(r.message(readResourceMetrics));
    else r.skip();
  }
  return data;
}

import { type Attributes, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { encodeMetrics, parseMetricsJson } from '@sonde/otlp';
import { afterAll, describe, expect, it } from 'vitest';
import { startRecorded } from './recording-lane.js';

describe('the OpenTelemetry MeterProvider', () => {
  const recorded = startRecorded();
  afterAll(() => recorded.metrics.stop());
  const meter = recorded.metrics.meterProvider.getMeter('test');

  it('keeps OTLP names, units and attribute types', () => {
    meter
      .createHistogram('job.duration', {
        unit: 's',
        description: 'How long',
        advice: { explicitBucketBoundaries: [1, 2] },
      })
      .record(1, { 'job.name': 'mail', 'job.attempt': 2, 'job.last': true });
    expect(recorded.pushed().get('job.duration')).toMatchObject({
      name: 'job.duration',
      description: 'How long',
      unit: 's',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            attributes: [
              { key: 'job.name', value: { stringValue: 'mail' } },
              { key: 'job.attempt', value: { intValue: '2' } },
              { key: 'job.last', value: { boolValue: true } },
            ],
            count: '1',
            sum: 1,
            bucketCounts: ['1', '0', '0'],
            explicitBounds: [1, 2],
          },
        ],
      },
    });
  });

  it('gives monotonic sums, sums that go both ways, and gauges', () => {
    const counter = meter.createCounter('c');
    counter.add(2);
    counter.add(3);
    counter.add(-10);
    const both = meter.createUpDownCounter('ud');
    both.add(5);
    both.add(-2);
    meter.createGauge('g').record(7);
    const pushed = recorded.pushed();
    expect(pushed.get('c')?.sum).toMatchObject({
      isMonotonic: true,
      dataPoints: [{ asDouble: 5 }],
    });
    expect(pushed.get('ud')?.sum).toMatchObject({
      isMonotonic: false,
      dataPoints: [{ asDouble: 3 }],
    });
    expect(pushed.get('g')?.gauge).toMatchObject({ dataPoints: [{ asDouble: 7 }] });
  });

  it('treats attributes in another order as the same series', () => {
    const counter = meter.createCounter('order');
    counter.add(1, { a: 1, b: 2 });
    counter.add(1, { b: 2, a: 1 });
    expect(recorded.pushed().get('order')?.sum?.dataPoints).toHaveLength(1);
  });

  it('asks observable instruments at each read and forgets what they no longer observe', async () => {
    let queues: Record<string, number> = { mail: 3, print: 1 };
    meter.createObservableGauge('queue').addCallback((result) => {
      for (const [name, value] of Object.entries(queues)) result.observe(value, { name });
    });
    const cpu = meter.createObservableCounter('cpu');
    const memory = meter.createObservableUpDownCounter('memory');
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(cpu, 1);
        result.observe(memory, 2);
      },
      [cpu, memory],
    );
    recorded.metrics.push();
    // A callback may be asynchronous, so a push at once shows what the one before it asked for.
    await Promise.resolve();
    await expect
      .poll(() =>
        recorded
          .pushed()
          .get('queue')
          ?.gauge?.dataPoints.map(({ asDouble }) => asDouble),
      )
      .toEqual([3, 1]);
    expect(recorded.pushed().get('cpu')?.sum?.dataPoints[0]?.asDouble).toBe(1);
    expect(recorded.pushed().get('memory')?.sum?.dataPoints[0]?.asDouble).toBe(2);
    queues = { mail: 4 };
    await expect
      .poll(() =>
        recorded
          .pushed()
          .get('queue')
          ?.gauge?.dataPoints.map(({ asDouble }) => asDouble),
      )
      .toEqual([4]);
  });

  it('puts the label sets beyond 2,000 into one overflow series and counts them', () => {
    const counter = meter.createCounter('users');
    for (let index = 0; index < 5000; index++) counter.add(1, { user: `u${index}` });
    const metrics = recorded.pushed() && recorded.records.flatMap((record) => record.metrics);
    const points = metrics
      .filter(({ name }) => name === 'users')
      .flatMap(({ sum }) => sum?.dataPoints ?? []);
    expect(points).toHaveLength(2001);
    const overflow = points.find(({ attributes }) => attributes[0]?.key === 'otel.metric.overflow');
    expect(overflow?.asDouble).toBe(3000);
    expect(points.reduce((sum, { asDouble = 0 }) => sum + asDouble, 0)).toBe(5000);
    const counted = metrics.find(({ name }) => name === 'sonde.metrics.overflow')?.gauge;
    expect(counted?.dataPoints).toMatchObject([
      { attributes: [{ value: { stringValue: 'users' } }], asDouble: 3000 },
    ]);
  });

  it('hands over records that the schema check and the protobuf encoder take, none too large', () => {
    recorded.pushed();
    for (const record of recorded.records) {
      expect(JSON.stringify(record).length).toBeLessThan(150_000);
      const data = parseMetricsJson({
        resourceMetrics: [{ scopeMetrics: [{ scope: record.scope, metrics: record.metrics }] }],
      });
      expect(encodeMetrics(data).length).toBeGreaterThan(0);
    }
  });

  it('sends an exemplar with the push after it was measured, and not again', () => {
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const within = trace.setSpanContext(ROOT_CONTEXT, span);
    const unsampled = trace.setSpanContext(ROOT_CONTEXT, { ...span, traceFlags: 0 });
    const histogram = meter.createHistogram('marked', {
      advice: { explicitBucketBoundaries: [1, 2] },
    });
    histogram.record(1.5, {}, within);
    histogram.record(3, {}, unsampled);
    const exemplars = (): unknown =>
      recorded.pushed().get('marked')?.histogram?.dataPoints[0]?.exemplars;
    expect(exemplars()).toMatchObject([
      { asDouble: 1.5, traceId: span.traceId, spanId: span.spanId },
    ]);
    const pushedAt = Date.now();
    while (Date.now() === pushedAt);
    recorded.metrics.push();
    expect(exemplars()).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    const histogram = meter.createHistogram('hostile');
    const cyclic: Attributes = {};
    cyclic['self'] = cyclic;
    expect(() => {
      histogram.record(Number.NaN);
      histogram.record(Infinity);
      histogram.record('5' as unknown as number);
      histogram.record(1, { cyclic, 'long\nname "quoted"': 'v'.repeat(10_000) });
      meter.createCounter('hostile').add(1);
      meter.createCounter('').add(1);
      recorded.metrics.push();
    }).not.toThrow();
  });
});

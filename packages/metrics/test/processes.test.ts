import type { Metric } from '@sonde/otlp';
import { describe, expect, it } from 'vitest';
import { type Family, parseExposition } from './parse-exposition.js';
import { runMeasured } from './run-measured.js';

const SERVER = 1;

/** Seconds of it by the last push. */
function lateness(metrics: readonly Metric[], cause: string): number {
  const points = metrics.findLast(({ name }) => name === 'sonde.eventloop.delay.time')?.sum;
  const point = points?.dataPoints.find(({ attributes }) =>
    attributes?.some(({ value }) => value.stringValue === cause),
  );
  return Number(point?.asDouble);
}

describe('a process under measurement', () => {
  it('shows a loop that was blocked for 400 ms in the pushed maximum and in the histogram', async () => {
    const { code, metrics } = await runMeasured('block.mjs');
    expect(code).toBe(0);
    const maxima = metrics
      .filter(({ name }) => name === 'nodejs.eventloop.delay.max')
      .flatMap(({ gauge }) => gauge?.dataPoints.map(({ asDouble }) => asDouble) ?? []);
    expect(Math.max(...maxima.map(Number))).toBeGreaterThanOrEqual(0.4);
    const histogram = metrics.findLast(({ name }) => name === 'nodejs.eventloop.delay')?.histogram;
    const point = histogram?.dataPoints[0];
    const slow = (point?.explicitBounds ?? []).findIndex((bound) => bound >= 0.5);
    const beyond = (point?.bucketCounts ?? []).slice(slow).map(Number);
    expect(beyond.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1);
    expect(lateness(metrics, 'code')).toBeGreaterThanOrEqual(0.35);
  });

  it('shows how much of its lateness was garbage collection', async () => {
    const { code, metrics } = await runMeasured('collect.mjs');
    expect(code).toBe(0);
    const pauses = metrics.findLast(({ name }) => name === 'v8js.gc.duration')?.histogram;
    const collected = (pauses?.dataPoints ?? []).reduce((sum, point) => sum + (point.sum ?? 0), 0);
    expect(lateness(metrics, 'gc')).toBeGreaterThan(collected / 2);
    expect(lateness(metrics, 'gc')).toBeLessThanOrEqual(collected + 1e-6);
  });

  it('pushes shortly after the start and once more at the end', async () => {
    const { metrics } = await runMeasured('block.mjs');
    const starts = metrics.filter(({ name }) => name === 'process.cpu.time');
    expect(starts.length).toBe(2);
    const [first, last] = starts.map(({ sum }) => sum?.dataPoints[0]);
    expect(last?.startTimeUnixNano).toBe(first?.startTimeUnixNano);
    expect(Number(last?.asDouble)).toBeGreaterThanOrEqual(Number(first?.asDouble));
    expect(BigInt(last?.timeUnixNano ?? 0)).toBeGreaterThan(BigInt(first?.timeUnixNano ?? 0));
  });

  it('tells two scrapers at different intervals the same totals', async () => {
    const { stdout } = await runMeasured('two-scrapers.mjs', {
      OTEL_METRICS_EXPORTER: 'prometheus',
    });
    const { eager, lazy } = JSON.parse(stdout) as { eager: string[]; lazy: string[] };
    const delays = (text: string): Family =>
      parseExposition(text, false).get('nodejs_eventloop_delay_seconds') as Family;
    const blocks = (text = ''): number => {
      const { samples } = delays(text);
      const of = (le: string): number =>
        samples.find((sample) => sample.labels['le'] === le)?.value ?? 0;
      return of('+Inf') - of('0.025');
    };
    const count = (text: string): number => delays(text).samples.at(-1)?.value ?? 0;
    expect(eager.length).toBeGreaterThan(4);
    const counts = eager.map(count);
    expect(counts.toSorted((a, b) => a - b)).toEqual(counts);
    // The eager scraper took nothing away: the lazy one sees all eight blocks in its two readings.
    expect(blocks(lazy[1]) - blocks(lazy[0])).toBeGreaterThanOrEqual(8);
    expect(blocks(eager.at(-1))).toBeGreaterThanOrEqual(8);
    // Where both read the same second, they read the same.
    const same = eager.filter((text) => count(text) === count(lazy[1] ?? ''));
    for (const text of same) expect(delays(text)).toEqual(delays(lazy[1] ?? ''));
  });

  it('ends by itself while /metrics is served', async () => {
    const { code, stderr } = await runMeasured('idle.mjs', {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('measures nothing with OTEL_METRICS_EXPORTER=none', async () => {
    const { code, metrics } = await runMeasured('block.mjs', { OTEL_METRICS_EXPORTER: 'none' });
    expect(code).toBe(0);
    expect(metrics).toEqual([]);
  });

  it('leads from the duration of a request to the span that it was measured in', async () => {
    const { stdout, stderr } = await runMeasured('traced-server.mjs', {
      OTEL_METRICS_EXPORTER: 'prometheus',
    });
    expect(stderr).toBe('');
    const { scraped, spans } = JSON.parse(stdout) as {
      scraped: string;
      spans: { traceId: string; spanId: string; kind: number }[];
    };
    const served = parseExposition(scraped, true).get('http_server_request_duration_seconds');
    expect(served).toMatchObject({ type: 'histogram', unit: 'seconds' });
    const marked = served?.samples.filter(({ exemplar }) => exemplar);
    const span = spans.find(({ kind }) => kind === SERVER);
    expect(marked).toHaveLength(1);
    expect(marked?.[0]?.exemplar?.labels).toEqual({
      trace_id: span?.traceId,
      span_id: span?.spanId,
    });
    expect(marked?.[0]?.labels).toMatchObject({
      http_request_method: 'GET',
      http_response_status_code: '200',
    });
    expect(scraped).not.toContain('sekret');
  });
});

describe("an application's own prom-client", () => {
  it('keeps its names and its metrics, and holds ours beside them', async () => {
    const { stdout, stderr, code, warnings, metrics } = await runMeasured('application.cjs', {
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { ours, own, same } = JSON.parse(stdout) as { ours: string; own: string; same: boolean };
    expect(same).toBe(true);

    const scraped = parseExposition(ours, true);
    expect(scraped.get('orders')?.samples).toEqual([
      { name: 'orders_total', labels: { region: 'north', kind: 'web' }, value: 3 },
    ]);
    expect(scraped.get('order_size')?.samples.map(({ value }) => value)).toEqual([1, 2, 3, 12, 3]);
    expect(scraped.get('waiting')?.type).toBe('summary');
    expect(scraped.get('asked')?.samples[0]?.value).toBe(11);
    expect(scraped.has('nodejs_eventloop_lag_seconds')).toBe(true);
    expect(scraped.has('nodejs_eventloop_delay_seconds')).toBe(true);

    expect(own).toContain('orders_total{kind="web",region="north"} 3');
    expect(own).toContain('nodejs_eventloop_delay_seconds_bucket{le="0.001",region="north"}');
    expect(own.match(/^# TYPE process_start_time_seconds /gm)).toHaveLength(1);
    expect(warnings).toMatchObject([
      { code: 'metric_name_taken', got: 'process_start_time_seconds' },
      { code: 'metric_name_taken', got: 'nodejs_active_handles' },
    ]);

    expect(scraped.get('many')?.samples).toHaveLength(2000);
    const pushed = metrics.filter(({ name }) => name === 'many_total');
    expect(pushed.flatMap(({ sum }) => sum?.dataPoints ?? [])).toHaveLength(2000 * 2);
    const orders = metrics.find(({ name }) => name === 'orders_total');
    expect(orders?.sum).toMatchObject({ isMonotonic: true, dataPoints: [{ asDouble: 3 }] });
    const overflow = metrics.findLast(({ name }) => name === 'sonde.metrics.overflow');
    expect(overflow?.gauge?.dataPoints).toMatchObject([
      { attributes: [{ value: { stringValue: 'many_total' } }], asDouble: 1000 },
    ]);
  });
});

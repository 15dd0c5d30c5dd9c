import { resolveMetricsOptions } from '@sonde/metrics';
import type { Warning } from '@sonde/pipeline';
import { describe, expect, it } from 'vitest';

describe('settings', () => {
  it('pushes every 15 s and serves nothing by default', () => {
    expect(resolveMetricsOptions({}, {}, () => {})).toEqual({
      push: true,
      serve: false,
      host: '127.0.0.1',
      port: 9464,
      intervalMs: 15_000,
    });
  });

  it('takes both exporters with a comma', () => {
    const options = resolveMetricsOptions(
      {},
      { OTEL_METRICS_EXPORTER: 'prometheus, otlp' },
      () => {},
    );
    expect(options).toMatchObject({ push: true, serve: true });
  });

  it('answers a bad value with one warning and the default', () => {
    const warnings: Warning[] = [];
    const options = resolveMetricsOptions(
      {},
      {
        OTEL_METRICS_EXPORTER: 'statsd',
        OTEL_EXPORTER_PROMETHEUS_PORT: '99999',
        OTEL_METRIC_EXPORT_INTERVAL: 'often',
      },
      (warning) => warnings.push(warning),
    );
    expect(options).toMatchObject({ push: true, serve: false, port: 9464, intervalMs: 15_000 });
    expect(warnings.map(({ option }) => option)).toEqual([
      'OTEL_METRICS_EXPORTER',
      'OTEL_EXPORTER_PROMETHEUS_PORT',
      'OTEL_METRIC_EXPORT_INTERVAL',
    ]);
  });
});

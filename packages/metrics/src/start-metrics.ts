import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@sonde/otlp';
import type { Lane, Warn } from '@sonde/pipeline';
import type { Registry } from 'prom-client';
import { activeSpan } from './active-span.js';
import { createApplicationRegistry } from './application-registry.js';
import { createMeterProvider } from './create-meter-provider.js';
import { createInstrumentSet } from './instrument-set.js';
import { createMetricReader } from './metric-reader.js';
import type { MetricsEndpoint } from './metrics-endpoint.js';
import { api } from './open-telemetry.js';
import { createPush } from './push-metrics.js';
import { resolveMetricsOptions } from './resolve-metrics-options.js';
import { measureRuntime, type RuntimeMeasures } from './runtime/measure-runtime.js';

/** Milliseconds from the start to the first push, so that a page has figures at once. */
const FIRST_PUSH_MS = 1000;

export interface StartMetrics {
  lane: Lane;
  resource: Resource;
  env: Readonly<Record<string, string | undefined>>;
  warn: Warn;
}

export interface Metrics {
  /**
   * prom-client's default registry, of the application's own copy where it has one, our metrics in
   * it. Reading this loads prom-client if nobody has.
   */
  readonly registry: Registry;
  /** OpenTelemetry's API over the same metrics; the global one from now on. */
  readonly meterProvider: MeterProvider;
  /** Where /metrics is served; undefined while it is not. */
  readonly address: string | undefined;
  /** Pushes now, at once, without letting the loop turn. */
  push(): void;
  /** Pushes a last time, closes /metrics and stops measuring. Later calls do nothing. */
  stop(): void;
}

/**
 * Starts metrics for this thread. Call it before tracing: an instrumentation takes its meter when
 * it is built. With `OTEL_METRICS_EXPORTER=none` nothing is measured on its own, and the registry
 * stays as the application made it.
 */
export function startMetrics({ lane, env, warn }: StartMetrics): Metrics {
  const options = resolveMetricsOptions({}, env, warn);
  const set = createInstrumentSet(warn);
  const reader = createMetricReader(set, createApplicationRegistry(), warn);
  const meterProvider = createMeterProvider(set, activeSpan);
  const pusher = createPush(reader, lane, Date.now());
  let endpoint: MetricsEndpoint | undefined;
  let runtime: RuntimeMeasures | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function soon(delayMs: number): void {
    timer = setTimeout(() => {
      void pusher.push().finally(() => {
        if (!stopped) soon(options.intervalMs);
      });
    }, delayMs);
    timer.unref();
  }

  async function serve(): Promise<void> {
    const { serveMetrics } = await import('./metrics-endpoint.js');
    if (!stopped) endpoint = serveMetrics(reader, options, warn);
  }

  if (options.push || options.serve) {
    if (!api.metrics.setGlobalMeterProvider(meterProvider)) {
      warn({
        code: 'meter_provider_taken',
        message:
          'another OpenTelemetry SDK was started before Sonde; it keeps the metrics of instrumentations',
      });
    }
    runtime = measureRuntime(set, lane);
  }
  if (options.push) soon(Math.min(FIRST_PUSH_MS, options.intervalMs));
  if (options.serve) {
    void serve();
  }

  return {
    meterProvider,
    get registry() {
      return reader.registry();
    },
    get address() {
      return endpoint?.address();
    },
    push() {
      if (options.push && !stopped) pusher.pushSync();
    },
    stop() {
      if (stopped) return;
      clearTimeout(timer);
      try {
        runtime?.roll();
        if (options.push) pusher.pushSync();
      } catch {
        // The end of a process is no place for our errors.
      }
      stopped = true;
      endpoint?.close();
      runtime?.stop();
    },
  };
}

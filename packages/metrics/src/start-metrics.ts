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
import { runtimeMetricNames } from './runtime/metric-names.js';

/** Milliseconds from the start to the first push, so that a page has figures at once. */
const FIRST_PUSH_MS = 1000;

/** The process, the lane, and what the watchdog observes. */
const isOurOwn = (name: string): boolean =>
  name.startsWith('sonde.') || runtimeMetricNames.includes(name);

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
  /**
   * The push before an end. A process that ends before its first push, with nothing recorded and nothing
   * measured but itself, pushes nothing: it would start the lane's worker for that alone.
   */
  pushLast(): void;
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
  const application = createApplicationRegistry();
  const reader = createMetricReader(set, application, warn);
  const meterProvider = createMeterProvider(set, activeSpan);
  const pusher = createPush(reader, lane, Date.now());
  let endpoint: MetricsEndpoint | undefined;
  let runtime: RuntimeMeasures | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let pushed = false;

  /** Whether anybody but us has measured or recorded anything. */
  function hasNews(): boolean {
    if (pushed || application.loaded()) return true;
    if (Object.values(lane.ledger().signals).some(({ accepted }) => accepted > 0)) return true;
    for (const instrument of set.all()) {
      if (!isOurOwn(instrument.name) && instrument.read().points.length > 0) return true;
    }
    return false;
  }

  function soon(delayMs: number): void {
    timer = setTimeout(() => {
      pushed = true;
      // One that fails ends neither the next ones nor the application.
      const again = (): void => {
        if (!stopped) soon(options.intervalMs);
      };
      void pusher.push().then(again, again);
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
    pushLast() {
      if (options.push && !stopped && hasNews()) pusher.pushSync();
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

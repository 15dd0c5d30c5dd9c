import { isMainThread } from 'node:worker_threads';
import type { Tracer, TracerProvider } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Resource } from '@sonde/otlp';
import type { Lane, Warn } from '@sonde/pipeline';
import { createPropagator } from './create-propagator.js';
import { createSampler } from './create-sampler.js';
import { createBaggageRules } from './http/baggage-rules.js';
import { createHeaderCapture, headersToSpanAttributes } from './http/captured-headers.js';
import type { HttpTracing } from './http/channel-instrumentations.js';
import { createTraceHeaders } from './http/trace-headers.js';
import { createInstrumentationLoader } from './instrumentation-loader.js';
import type { InstrumentationStatus } from './instrumentation-status.js';
import { loadedPackages } from './loaded-packages.js';
import { installImportHook } from './loading/import-hook.js';
import { api, loadPackage } from './open-telemetry.js';
import { passContextOn } from './process-context.js';
import { resolveTracingOptions } from './resolve-tracing-options.js';
import { createConsoleSink, createLaneSink } from './span-sinks.js';
import type { RecordedSpan, SpanTimes } from './spans/recorded-span.js';
import { createSpanProcessors } from './spans/span-processors.js';
import { startLightSdk } from './start-light-sdk.js';
import { type Provider, startStockSdk } from './start-stock-sdk.js';
import { traceStartup } from './startup/startup-trace.js';
import { inheritedParent } from './w3c/inherited-parent.js';
import { within } from './within.js';

/** Milliseconds that `shutdown` waits unless told otherwise. */
const DEADLINE_MS = 5000;

export interface StartTracing {
  lane: Lane;
  /** Who makes the spans. The lane knows it already; the stock exporter is told. */
  resource: Resource;
  env: Readonly<Record<string, string | undefined>>;
  warn: Warn;
  /** Divides the time of spans that end in the lane. */
  times?: SpanTimes;
}

export interface Tracing {
  /** Hands over what is left and ends. Never rejects. @param deadlineMs 5000 by default. */
  shutdown(deadlineMs?: number): Promise<void>;
  /** Hands over what is left. Never rejects. */
  forceFlush(deadlineMs?: number): Promise<void>;
  /**
   * Calls one of OpenTelemetry's span processors for each span that begins and ends here from now on, as its
   * SDK would; what it throws is left out. @returns its undoing.
   */
  addSpanProcessor(processor: SpanProcessor): () => void;
  /** What became of each instrumentation; empty when nothing was started. */
  status(): InstrumentationStatus[];
}

/**
 * Starts tracing for this thread: the OpenTelemetry SDK, whose spans end in the lane, and the
 * instrumentations, each loaded when its module is. Call it before the application's first import,
 * and after `metrics.setGlobalMeterProvider`, since instrumentations take their meter when built.
 *
 * `OTEL_TRACES_EXPORTER`: `otlp` goes by the lane; `otlp_http_direct` is NodeSDK with the stock
 * OTLP/HTTP exporter; `console` prints; `none` starts nothing.
 */
export function startTracing({ lane, resource, env, warn, times }: StartTracing): Tracing {
  const options = resolveTracingOptions({}, env, warn);
  if (options.exporters.includes('none')) {
    return {
      shutdown: async () => {},
      forceFlush: async () => {},
      status: () => [],
      addSpanProcessor: () => () => {},
    };
  }
  const early = loadedPackages();
  const rules = createBaggageRules(options.baggageHosts, options.baggageKeys);
  const { AsyncLocalStorageContextManager } = loadPackage(
    '@opentelemetry/context-async-hooks',
  ) as typeof import('@opentelemetry/context-async-hooks');
  const parts = {
    options,
    contextManager: new AsyncLocalStorageContextManager().enable(),
    textMapPropagator: createPropagator(options.propagators, rules, warn),
  };
  const processors = createSpanProcessors(resource);
  let provider: Provider = { forceFlush: async () => {}, shutdown: async () => {} };
  let ours: TracerProvider | undefined;
  if (options.exporters.includes('otlp_http_direct')) {
    const sampler = createSampler(options.sampler, options.ratio);
    provider = startStockSdk({ ...parts, resource, sampler, processors });
  } else {
    const sinks = options.exporters.map((exporter) =>
      exporter === 'console' ? createConsoleSink(resource) : createLaneSink(lane),
    );
    const [only] = sinks;
    const toSinks =
      only !== undefined && sinks.length === 1
        ? only
        : (span: RecordedSpan): void => {
            for (const sink of sinks) sink(span);
          };
    const ended = (span: RecordedSpan): void => {
      if (processors.some) processors.onEnd(span);
      toSinks(span);
    };
    const inherited = inheritedParent(env);
    ours = startLightSdk({ ...parts, times, ended, processors, warn, inherited });
    provider = {
      shutdown: () => processors.shutdown(),
      async forceFlush() {
        await processors.forceFlush();
        await lane.flush();
      },
    };
  }
  // Past the API, which looks up its global at every call, where it would give the same.
  const from = ours ?? api.trace;
  const http: HttpTracing = {
    tracer: (name): Tracer => from.getTracer(`@sonde/tracing/${name}`, '0.1.0'),
    headers: createTraceHeaders(options.propagators, rules),
    capture: createHeaderCapture(options.capturedHeaders),
    trustTraceparent: options.trustTraceparent,
  };
  if (options.startupTrace && isMainThread) traceStartup(http.tracer('startup'));
  const loader = createInstrumentationLoader({
    enabled: options.instrumentations,
    officialHttp: options.http === 'official',
    settings: headersToSpanAttributes(options.capturedHeaders),
    http,
    webSocketMessages: options.webSocketMessages,
    warn,
    early,
  });
  passContextOn();
  installImportHook(loader);
  return {
    shutdown: (deadlineMs = DEADLINE_MS) => within(deadlineMs, provider.shutdown()),
    forceFlush: (deadlineMs = DEADLINE_MS) => within(deadlineMs, provider.forceFlush()),
    status: () => loader.status(),
    addSpanProcessor: (processor) => processors.add(processor),
  };
}

import type { Resource } from '@sonde/otlp';
import type { Lane } from '@sonde/pipeline';
import { createPropagator } from './create-propagator.js';
import { createSampler } from './create-sampler.js';
import { installImportHook } from './import-hook.js';
import { createInstrumentationLoader } from './instrumentation-loader.js';
import type { InstrumentationStatus } from './instrumentation-status.js';
import { createLaneSpanProcessor } from './lane-span-processor.js';
import { loadedPackages } from './loaded-packages.js';
import { api, core, loadPackage, sdk } from './open-telemetry.js';
import { installRequireHook } from './require-hook.js';
import { resolveTracingOptions, type Warn } from './resolve-tracing-options.js';

export interface StartTracing {
  lane: Lane;
  resource: Resource;
  env: Readonly<Record<string, string | undefined>>;
  warn: Warn;
}

export interface Tracing {
  /** Ends the providers and hands over what is left. Never rejects. */
  shutdown(deadlineMs?: number): Promise<void>;
  /** Hands over what is left. Never rejects. */
  forceFlush(): Promise<void>;
  /** What became of each instrumentation. */
  status(): InstrumentationStatus[];
}

/**
 * Starts tracing for this thread: the OpenTelemetry SDK, whose spans end in the lane, and the
 * instrumentations, each loaded when its module is. Call it before the application's first import,
 * and after `metrics.setGlobalMeterProvider`, since instrumentations take their meter when built.
 * With `OTEL_TRACES_EXPORTER=none` nothing is started.
 */
export function startTracing({ lane, env, warn }: StartTracing): Tracing {
  const options = resolveTracingOptions({}, env, warn);
  if (options.exporters.includes('none')) {
    return { shutdown: async () => {}, forceFlush: async () => {}, status: () => [] };
  }
  const early = loadedPackages();
  const { AsyncLocalStorageContextManager } = loadPackage(
    '@opentelemetry/context-async-hooks',
  ) as typeof import('@opentelemetry/context-async-hooks');
  const provider = new sdk.TracerProvider({
    sampler: createSampler(options.sampler, options.ratio),
    spanLimits: options.limits,
    spanProcessors: [createLaneSpanProcessor(lane)],
  });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(createPropagator(options.propagators, warn));
  if (!api.trace.setGlobalTracerProvider(provider)) {
    warn({
      code: 'tracer_provider_taken',
      message: 'another OpenTelemetry SDK was started first; it keeps the spans',
    });
  }
  void core;
  const loader = createInstrumentationLoader({ enabled: options.instrumentations, warn, early });
  installRequireHook(loader);
  installImportHook(loader);
  return {
    shutdown: async () => {
      await provider.shutdown().catch(() => {});
    },
    forceFlush: async () => {
      await provider.forceFlush().catch(() => {});
    },
    status: () => loader.status(),
  };
}

import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Warn } from '@sonde/pipeline';
import { api, sdk } from './open-telemetry.js';
import type { TracingOptions } from './resolve-tracing-options.js';
import type { Provider } from './start-stock-sdk.js';

export interface LightSdk {
  options: TracingOptions;
  spanProcessors: SpanProcessor[];
  sampler: Sampler;
  contextManager: ContextManager;
  textMapPropagator: TextMapPropagator;
  warn: Warn;
}

/** Starts the parts of the SDK that tracing needs. NodeSDK would load every exporter there is. */
export function startLightSdk(parts: LightSdk): Provider {
  const provider = new sdk.TracerProvider({
    sampler: parts.sampler,
    spanLimits: parts.options.limits,
    spanProcessors: parts.spanProcessors,
  });
  api.context.setGlobalContextManager(parts.contextManager);
  api.propagation.setGlobalPropagator(parts.textMapPropagator);
  if (!api.trace.setGlobalTracerProvider(provider)) {
    parts.warn({
      code: 'tracer_provider_taken',
      message: 'another OpenTelemetry SDK was started before Sonde; it keeps the spans',
    });
  }
  return provider;
}

import type {
  ContextManager,
  SpanContext,
  TextMapPropagator,
  TracerProvider,
} from '@opentelemetry/api';
import type { Warn } from '@sonde/pipeline';
import { api } from './open-telemetry.js';
import type { TracingOptions } from './resolve-tracing-options.js';
import { useManager } from './spans/active-context.js';
import { createDecide } from './spans/decide.js';
import { createLightTracerProvider } from './spans/light-tracer.js';
import type { RecordedSpan, SpanTimes } from './spans/recorded-span.js';
import type { SpanProcessors } from './spans/span-processors.js';

export interface LightSdk {
  options: TracingOptions;
  times?: SpanTimes | undefined;
  readonly ended: (span: RecordedSpan) => void;
  processors: SpanProcessors;
  contextManager: ContextManager;
  textMapPropagator: TextMapPropagator;
  warn: Warn;
  /** The span in which this process was started. */
  inherited: SpanContext | undefined;
}

/**
 * Starts what tracing needs behind OpenTelemetry's API: its propagators and its context manager, and
 * tracers of our own, which cost a request a part of what the SDK's do.
 *
 * @returns the provider, unless another SDK was there first.
 */
export function startLightSdk(parts: LightSdk): TracerProvider | undefined {
  const { options, times, ended } = parts;
  const provider = createLightTracerProvider({
    decide: createDecide(options),
    limits: options.limits,
    times,
    ended,
    processors: parts.processors,
    inherited: parts.inherited,
  });
  const isOurs = api.context.setGlobalContextManager(parts.contextManager);
  useManager(isOurs ? parts.contextManager : undefined);
  api.propagation.setGlobalPropagator(parts.textMapPropagator);
  if (api.trace.setGlobalTracerProvider(provider)) return provider;
  parts.warn({
    code: 'tracer_provider_taken',
    message: 'another OpenTelemetry SDK was started before Sonde; it keeps the spans',
  });
  return undefined;
}

import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { Sampler, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { fromKeyValues, type Resource } from '@sonde/otlp';
import { hideQueryValues } from './hide-query-values.js';
import { api, loadPackage } from './open-telemetry.js';
import type { TracingOptions } from './resolve-tracing-options.js';
import type { SpanProcessors } from './spans/span-processors.js';

export interface Provider {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface StockSdk {
  options: TracingOptions;
  resource: Resource;
  sampler: Sampler;
  processors: SpanProcessors;
  contextManager: ContextManager;
  textMapPropagator: TextMapPropagator;
}

/** Does for the stock exporter what the lane's encoder does on its own way. */
const queryHider: SpanProcessor = {
  onStart: () => {},
  onEnding(span: Span) {
    for (const [key, value] of Object.entries(span.attributes)) {
      if (typeof value === 'string') span.setAttribute(key, hideQueryValues(key, value));
    }
  },
  onEnd: () => {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

/**
 * Starts OpenTelemetry's own NodeSDK with its batch processor and OTLP/HTTP exporter, which reads
 * `OTEL_EXPORTER_OTLP_*` itself. Spans then leave from the main thread and do without the lane's
 * retries, spool and ledger.
 */
export function startStockSdk({ options, resource, processors, ...parts }: StockSdk): Provider {
  const { NodeSDK } = loadPackage(
    '@opentelemetry/sdk-node',
  ) as typeof import('@opentelemetry/sdk-node');
  const { OTLPTraceExporter } = loadPackage(
    '@opentelemetry/exporter-trace-otlp-http',
  ) as typeof import('@opentelemetry/exporter-trace-otlp-http');
  const { BatchSpanProcessor } = loadPackage(
    '@opentelemetry/sdk-trace',
  ) as typeof import('@opentelemetry/sdk-trace');
  const { resourceFromAttributes } = loadPackage(
    '@opentelemetry/resources',
  ) as typeof import('@opentelemetry/resources');
  const batch = new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
  const relay: SpanProcessor = {
    onStart: (span, context) => processors.onStart(span as never, context),
    onEnd: (span) => processors.onEnd(span as never),
    forceFlush: () => processors.forceFlush(),
    shutdown: () => processors.shutdown(),
  };
  const stock = new NodeSDK({
    ...parts,
    autoDetectResources: false,
    instrumentations: [],
    logRecordProcessors: [],
    metricReaders: [],
    resource: resourceFromAttributes(fromKeyValues(resource.attributes)),
    spanLimits: options.limits,
    spanProcessors: [relay, queryHider, batch],
  });
  stock.start();
  return {
    forceFlush: () => batch.forceFlush(),
    shutdown: async () => {
      await stock.shutdown();
      api.trace.disable();
    },
  };
}

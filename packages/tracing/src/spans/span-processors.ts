import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { fromKeyValues, type Resource } from '@sonde/otlp';
import type { RecordedSpan } from './recorded-span.js';

/** The application's own span processors, as OpenTelemetry's SDK calls them. */
export interface SpanProcessors {
  /** @returns its undoing. */
  add(processor: SpanProcessor): () => void;
  /** Whether there are any. */
  readonly some: boolean;
  onStart(span: RecordedSpan, parent: Context): void;
  onEnd(span: RecordedSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What an SDK's exporters and processors ask of a span, with the resource that it lacks itself. */
export function readableSpan(span: RecordedSpan, resource: Resource): ReadableSpan {
  const shown = { resource: { attributes: fromKeyValues(resource.attributes) } };
  return new Proxy(span, {
    get(target, key) {
      if (key in shown) return shown[key as 'resource'];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as unknown as ReadableSpan;
}

export function createSpanProcessors(resource: Resource): SpanProcessors {
  const all = new Set<SpanProcessor>();

  /** What goes wrong in one of them is no matter of the span, nor of the others. */
  function each(act: (processor: SpanProcessor) => void): void {
    for (const processor of all) {
      try {
        act(processor);
      } catch {
        // The application's, which looks after itself.
      }
    }
  }
  const whenAll = async (act: (processor: SpanProcessor) => Promise<void>): Promise<void> => {
    await Promise.allSettled([...all].map(async (processor) => act(processor)));
  };

  return {
    add(processor) {
      all.add(processor);
      return () => void all.delete(processor);
    },
    get some() {
      return all.size > 0;
    },
    onStart: (span, parent) => each((one) => one.onStart(span as never, parent)),
    onEnd(span) {
      const shown = readableSpan(span, resource);
      each((one) => one.onEnd(shown));
    },
    forceFlush: () => whenAll((one) => one.forceFlush()),
    shutdown: () => whenAll((one) => one.shutdown()),
  };
}

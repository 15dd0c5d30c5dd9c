import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Resource } from '@sonde/otlp';
import type { Lane } from '@sonde/pipeline';
import { encodeSpan } from './encode-span.js';
import { loadSdk } from './open-telemetry.js';
import type { RecordedSpan } from './spans/recorded-span.js';
import { readableSpan } from './spans/span-processors.js';
import { writeSpan } from './spans/write-span.js';

/** Takes a span that has ended. Never throws. */
export type SpanSink = (span: RecordedSpan) => void;

/** A span of more is text, which the lane knows to cut. */
const MAX_ENCODED = 200_000;

/** Hands each span to the lane, encoded where the lane takes it so. */
export function createLaneSink(lane: Lane): SpanSink {
  return (span) => {
    try {
      if (lane.offerSpan) {
        const bytes = writeSpan(span);
        if (bytes.length <= MAX_ENCODED) {
          lane.offerSpan(bytes);
          return;
        }
      }
    } catch {
      // Larger than any message; the text is cut.
    }
    try {
      lane.offer('traces', encodeSpan(span as unknown as ReadableSpan));
    } catch {
      // An attribute that cannot be written must not reach the application as an error.
    }
  };
}

/** Prints each span as OpenTelemetry's own ConsoleSpanExporter does. */
export function createConsoleSink(resource: Resource): SpanSink {
  const exporter = new (loadSdk().ConsoleSpanExporter)();
  return (span) => {
    try {
      exporter.export([readableSpan(span, resource)], () => {});
    } catch {
      // A console that is gone.
    }
  };
}

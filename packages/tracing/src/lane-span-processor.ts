import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Lane } from '@sonde/pipeline';
import { encodeSpan } from './encode-span.js';

const SAMPLED = 1;

/** Hands each ended, sampled span to the lane. Batching, retry and loss are the lane's business. */
export function createLaneSpanProcessor(lane: Lane): SpanProcessor {
  return {
    onStart: () => {},
    onEnd(span: ReadableSpan) {
      if ((span.spanContext().traceFlags & SAMPLED) === 0) return;
      try {
        lane.offer('traces', encodeSpan(span));
      } catch {
        // An attribute that cannot be written must not reach the application as an error.
      }
    },
    forceFlush: async () => {
      await lane.flush();
    },
    shutdown: async () => {},
  };
}

import { trace } from '@opentelemetry/api';

/** Makes a span here and now, so that the result shows which context is active. */
export function mark(place) {
  trace.getTracer('mark').startSpan(place).end();
}

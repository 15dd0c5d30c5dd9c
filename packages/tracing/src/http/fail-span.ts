import type { Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';

/** Says on the span what went wrong. @returns the `error.type` that its metric shares. */
export function failSpan(span: Span, error: Error, type: string): string {
  span.setAttribute('error.type', type);
  span.setStatus({ code: api.SpanStatusCode.ERROR, message: error.message });
  span.recordException(error);
  return type;
}

import type { Context } from '@opentelemetry/api';
import type { ExemplarSample } from './metric-family.js';
import { api } from './open-telemetry.js';

const SAMPLED = 1;

/** The exemplar for a value measured now; none outside a sampled span. */
export type ActiveSpan = (value: number, within?: Context) => ExemplarSample | undefined;

export const activeSpan: ActiveSpan = (value, within) => {
  const span = api.trace.getSpanContext(within ?? api.context.active());
  if (span === undefined || (span.traceFlags & SAMPLED) === 0) return undefined;
  return { value, traceId: span.traceId, spanId: span.spanId, timeMs: Date.now() };
};

import type { Context, Span } from '@opentelemetry/api';
import type { ExemplarSample } from './metric-family.js';
import { api } from './open-telemetry.js';

const SAMPLED = 1;

/** The exemplar for a value measured now; none outside a sampled span. */
export type ActiveSpan = (value: number, within?: Context) => ExemplarSample | undefined;

export const activeSpan: ActiveSpan = (value, within) => {
  const span: (Span & { traceFlags?: number }) | undefined = api.trace.getSpan(
    within ?? api.context.active(),
  );
  // Those of ours have their flags at hand: most are not sampled, and need not make a context to say so.
  if (span === undefined || ((span.traceFlags ?? SAMPLED) & SAMPLED) === 0) return undefined;
  const { traceFlags, traceId, spanId } = span.spanContext();
  if ((traceFlags & SAMPLED) === 0) return undefined;
  return { value, traceId, spanId, timeMs: Date.now() };
};

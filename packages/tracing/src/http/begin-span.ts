import { performance } from 'node:perf_hooks';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { SUPPRESSED } from '../spans/active-context.js';
import { LightTracer } from '../spans/light-tracer.js';
import { RecordedSpan } from '../spans/recorded-span.js';

/** Starts a span without options, by the shortest way that its tracer has. */
export function beginSpan(tracer: Tracer, name: string, kind: number, parent: Context): Span {
  if (tracer instanceof LightTracer && parent.getValue(SUPPRESSED) !== true) {
    return tracer.begin(name, kind, parent);
  }
  return tracer.startSpan(name, { kind }, parent);
}

/** Adds an attribute that the span has not got yet. Undefined is none. */
export function put(span: Span, key: string, value: string | number | undefined): void {
  if (value === undefined) return;
  if (span instanceof RecordedSpan) {
    const limit = span.owner.limits.attributeValueLengthLimit;
    span.put(
      key,
      typeof value === 'string' && value.length > limit ? value.slice(0, limit) : value,
    );
  } else span.setAttribute(key, value);
}

/** How long it took: the span's own times where it has any, since each look at the clock costs. */
export function lastedMs(span: Span, startedMs: number): number {
  if (span instanceof RecordedSpan && span.endMs !== 0) return span.endMs - span.startMs;
  return performance.now() - startedMs;
}

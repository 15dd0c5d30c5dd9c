import type { Tracing } from '@sonde/tracing';
import { started } from './started.js';

/** OpenTelemetry's `SpanProcessor`, as its SDK declares it. */
export type SpanProcessor = Parameters<Tracing['addSpanProcessor']>[0];

/**
 * Has a span processor of OpenTelemetry called for each span that begins and ends in this thread from now
 * on, beside the lane: to add attributes (of baggage, of a tenant), or to send spans elsewhere too. A
 * batch that it holds is its own affair at an end; `flush` asks it to hand over. Never throws.
 *
 * @returns its undoing; it does nothing without tracing.
 */
export function addSpanProcessor(processor: SpanProcessor): () => void {
  return started()?.tracing?.addSpanProcessor(processor) ?? (() => {});
}

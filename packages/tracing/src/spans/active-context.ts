import type { Context, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { LinkedContext } from './linked-context.js';

/** Where OpenTelemetry's API keeps the span of a context, and its SDK what else is looked for. */
export const SPAN: symbol = api.createContextKey('OpenTelemetry Context Key SPAN');
export const RPC_METADATA: symbol = api.createContextKey(
  'OpenTelemetry SDK Context Key RPC_METADATA',
);
export const SUPPRESSED: symbol = api.createContextKey(
  'OpenTelemetry SDK Context Key SUPPRESS_TRACING',
);

export function spanOf(context: Context): Span | undefined {
  return context.getValue(SPAN) as Span | undefined;
}

export function withSpan(context: Context, span: Span): Context {
  return new LinkedContext(context, SPAN, span);
}

import type { Context, ContextManager, Span } from '@opentelemetry/api';
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

/** Where the logger looks for the ids of the request. */
export const REQUEST_CONTEXT: symbol = api.createContextKey('sonde.requestContext');

let manager: ContextManager | undefined;

/** Sets the context manager that the API has got, if that is ours. */
export function useManager(ours: ContextManager | undefined): void {
  manager = ours;
}

/** `context.active()` past the API, which looks up its global at every call. */
export function activeContext(): Context {
  return manager === undefined ? api.context.active() : manager.active();
}

/** `context.with()` past the API. */
export function withContext<T>(context: Context, fn: () => T): T {
  return manager === undefined ? api.context.with(context, fn) : manager.with(context, fn);
}

export function spanOf(context: Context): Span | undefined {
  return context.getValue(SPAN) as Span | undefined;
}

export function withSpan(context: Context, span: Span): Context {
  return new LinkedContext(context, SPAN, span);
}

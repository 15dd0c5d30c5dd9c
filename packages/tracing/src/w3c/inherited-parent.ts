import type { SpanContext } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { createTraceContext } from './create-trace-context.js';

/**
 * The span in which this process or thread was started, as the environment tells it by `TRACEPARENT` and
 * `TRACESTATE`.
 */
export function inheritedParent(
  env: Readonly<Record<string, string | undefined>>,
): SpanContext | undefined {
  const carrier = { traceparent: env['TRACEPARENT'], tracestate: env['TRACESTATE'] };
  if (carrier.traceparent === undefined) return undefined;
  const context = createTraceContext().extract(api.ROOT_CONTEXT, carrier, {
    get: (from: Record<string, string | undefined>, key) => from[key],
    keys: (from: object) => Object.keys(from),
  });
  return api.trace.getSpanContext(context);
}

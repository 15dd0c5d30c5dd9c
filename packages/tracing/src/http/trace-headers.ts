import type { IncomingHttpHeaders } from 'node:http';
import type { Context, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { withSpan } from '../spans/active-context.js';
import { RecordedSpan } from '../spans/recorded-span.js';
import { UnsampledSpan } from '../spans/unsampled-span.js';
import type { BaggageRules } from './baggage-rules.js';

/** @param isPlain whether the value is known to hold letters, digits and dashes only. */
type SetHeader = (name: string, value: string, isPlain?: boolean) => void;

/** Reads and writes the headers by which a trace goes from one process to the next. */
export interface TraceHeaders {
  /** The context that the caller has told of, if any. */
  extract(headers: IncomingHttpHeaders): Context;
  /**
   * @param span of the call that the headers are for.
   * @param host that the call goes to.
   */
  inject(context: Context, span: Span, host: string, set: SetHeader): void;
}

const setter = { set: (set: SetHeader, name: string, value: string) => set(name, value) };
const BAGGAGE = api.createContextKey('OpenTelemetry Baggage Key');

/**
 * By way of the global propagator, but not where the outcome is known: a caller that sends none of its
 * headers, and a call that carries a plain `traceparent` and nothing else.
 *
 * @param names as `OTEL_PROPAGATORS` has them.
 */
export function createTraceHeaders(names: readonly string[], baggage: BaggageRules): TraceHeaders {
  const w3c = names.every((name) => name === 'tracecontext' || name === 'baggage');
  const plain = w3c && names.includes('tracecontext');
  const fields = api.propagation.fields();

  function isTold(headers: IncomingHttpHeaders): boolean {
    if (!w3c) return fields.some((field) => headers[field] !== undefined);
    // By their names, since V8 is slow where a name varies.
    const { traceparent, tracestate, baggage: entries } = headers;
    return traceparent !== undefined || tracestate !== undefined || entries !== undefined;
  }

  return {
    extract: (headers) =>
      isTold(headers) ? api.propagation.extract(api.ROOT_CONTEXT, headers) : api.ROOT_CONTEXT,
    inject(context, span, host, set) {
      if (
        plain &&
        (span instanceof RecordedSpan || span instanceof UnsampledSpan) &&
        span.traceState === undefined &&
        context.getValue(BAGGAGE) === undefined
      ) {
        set('traceparent', `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`, true);
        return;
      }
      const guarded: SetHeader = (name, value) => {
        const left = name === 'baggage' ? baggage.allowed(value, host) : value;
        if (left !== undefined) set(name, left);
      };
      api.propagation.inject(withSpan(context, span), guarded, setter);
    },
  };
}

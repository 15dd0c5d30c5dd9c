import type { SpanContext, TextMapPropagator } from '@opentelemetry/api';
import { api, core } from '../open-telemetry.js';
import { parseTraceState } from './trace-state.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const VERSION = '00';
const NO_VERSION = 'ff';
const PARENT =
  /^([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-[^]*)?$/;

/** One header that came once; a second one makes both worthless. */
function single(value: string | string[] | undefined): string | undefined {
  if (typeof value === 'string') return value.trim();
  return value?.length === 1 ? value[0]?.trim() : undefined;
}

function parseTraceParent(header: string): SpanContext | undefined {
  const found = PARENT.exec(header);
  if (found === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', more] = found;
  // A version to come may say more; this one may not.
  if (version === NO_VERSION || (version === VERSION && more !== undefined)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

/** W3C's Trace Context, levels 1 and 2, also where OpenTelemetry's own propagator is more lenient. */
export function createTraceContext(): TextMapPropagator {
  const official = new core.W3CTraceContextPropagator();
  return {
    fields: () => official.fields(),
    inject: (context, carrier, setter) => official.inject(context, carrier, setter),
    extract(context, carrier, getter) {
      const parent = parseTraceParent(single(getter.get(carrier, TRACEPARENT)) ?? '');
      if (parent === undefined) return context;
      const told = getter.get(carrier, TRACESTATE);
      const state = told === undefined ? undefined : parseTraceState([told].flat().join(','));
      return api.trace.setSpanContext(
        context,
        state === undefined ? parent : { ...parent, traceState: state },
      );
    },
  };
}

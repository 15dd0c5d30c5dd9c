import type { SpanContext, TextMapPropagator } from '@opentelemetry/api';
import { api } from './open-telemetry.js';

const HEADER = 'uber-trace-id';
const PARTS = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:([0-9a-f]{1,2})$/i;
const SAMPLED = 1;

function parse(header: string): SpanContext | undefined {
  const [, trace, span, flags] = PARTS.exec(header) ?? [];
  if (trace === undefined || span === undefined || flags === undefined) return undefined;
  return {
    traceId: trace.toLowerCase().padStart(32, '0'),
    spanId: span.toLowerCase().padStart(16, '0'),
    traceFlags: Number.parseInt(flags, 16) & SAMPLED,
    isRemote: true,
  };
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}

/** Jaeger's own header, for services that know no other. Its baggage is left out. */
export function createJaegerPropagator(): TextMapPropagator {
  return {
    fields: () => [HEADER],
    inject(context, carrier, setter) {
      const span = api.trace.getSpanContext(context);
      if (span === undefined || !api.isSpanContextValid(span)) return;
      const flags = (span.traceFlags & SAMPLED).toString(16).padStart(2, '0');
      setter.set(carrier, HEADER, `${span.traceId}:${span.spanId}:0:${flags}`);
    },
    extract(context, carrier, getter) {
      const value = [getter.get(carrier, HEADER)].flat();
      const span = typeof value[0] === 'string' ? parse(decoded(value[0])) : undefined;
      return span && api.isSpanContextValid(span)
        ? api.trace.setSpanContext(context, span)
        : context;
    },
  };
}

import { isSpanContextValid, trace } from '@opentelemetry/api';
import { requestContext } from './request-context.js';

/** Longer ids are cut: an id is not a place for data. */
const MAX_ID_CHARACTERS = 128;

/** The ids that tie a line to its trace, as `docs/fields.md` names them. */
export interface TraceFields {
  trace_id?: string;
  span_id?: string;
  /** Two hex digits. */
  trace_flags?: string;
}

/** The ids that tie a line to its request, as `docs/fields.md` names them. */
export interface RequestFields {
  request_id?: string;
  user_id?: string;
  session_id?: string;
}

/** The active span's ids; empty without one. */
export function traceFields(): TraceFields {
  const context = trace.getActiveSpan()?.spanContext();
  if (!context || !isSpanContextValid(context)) return {};
  return {
    trace_id: context.traceId,
    span_id: context.spanId,
    trace_flags: context.traceFlags.toString(16).padStart(2, '0'),
  };
}

const asId = (value: unknown): string => String(value).slice(0, MAX_ID_CHARACTERS);

/** The request context's ids; empty outside of one. */
export function requestFields(): RequestFields {
  const context = requestContext.get();
  if (!context) return {};
  const fields: RequestFields = {};
  if (context.requestId !== undefined) fields.request_id = asId(context.requestId);
  if (context.userId !== undefined) fields.user_id = asId(context.userId);
  if (context.sessionId !== undefined) fields.session_id = asId(context.sessionId);
  return fields;
}

/** Both: what a line written now is correlated by. */
export function correlation(): TraceFields & RequestFields {
  return { ...requestFields(), ...traceFields() };
}

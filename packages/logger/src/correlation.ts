import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { jsonString } from './json-string.js';
import { type RequestContext, requestContextIn } from './request-context.js';

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

const flagsOf = ({ traceFlags }: SpanContext): string => traceFlags.toString(16).padStart(2, '0');

/** The active span's ids; empty without one. */
export function traceFields(active: Context = context.active()): TraceFields {
  const ids = trace.getSpanContext(active);
  if (ids === undefined || !isSpanContextValid(ids)) return {};
  return { trace_id: ids.traceId, span_id: ids.spanId, trace_flags: flagsOf(ids) };
}

const asId = (value: unknown): string => String(value).slice(0, MAX_ID_CHARACTERS);

/** The request context's ids; empty outside of one. */
export function requestFields(active: Context = context.active()): RequestFields {
  const request = requestContextIn(active);
  if (!request) return {};
  const fields: RequestFields = {};
  if (request.requestId !== undefined) fields.request_id = asId(request.requestId);
  if (request.userId !== undefined) fields.user_id = asId(request.userId);
  if (request.sessionId !== undefined) fields.session_id = asId(request.sessionId);
  return fields;
}

/** Both: what a line written now is correlated by. */
export function correlation(): TraceFields & RequestFields {
  const active = context.active();
  return { ...requestFields(active), ...traceFields(active) };
}

/** On a span of ours: what {@link traceJson} makes of it. */
const TRACE_JSON: unique symbol = Symbol.for('sonde.traceJson') as never;

/** {@link traceFields} as JSON text, a comma before each. Never throws. */
function traceJson(active: Context): string {
  if (active === ROOT_CONTEXT) return '';
  try {
    const span: (Span & { [TRACE_JSON]?: string }) | undefined = trace.getSpan(active);
    if (span === undefined) return '';
    const told = span[TRACE_JSON];
    if (told !== undefined) return told;
    const ids = span.spanContext();
    return isSpanContextValid(ids)
      ? `,"trace_id":"${ids.traceId}","span_id":"${ids.spanId}","trace_flags":"${flagsOf(ids)}"`
      : '';
  } catch {
    // A span of somebody's own that can't be asked.
    return '';
  }
}

/** On a context that we have made: the id, which holds nothing that JSON escapes. */
const PLAIN_ID: unique symbol = Symbol.for('sonde.plainRequestId') as never;

/** {@link requestFields} of that context as JSON text, a comma before each. Never throws. */
function requestJson(request: RequestContext): string {
  let text = '';
  try {
    const { requestId, userId, sessionId } = request;
    if (requestId !== undefined) {
      const isPlain = (request as { [PLAIN_ID]?: string })[PLAIN_ID] === requestId;
      text += `,"request_id":${isPlain ? `"${requestId}"` : jsonString(asId(requestId))}`;
    }
    if (userId !== undefined) text += `,"user_id":${jsonString(asId(userId))}`;
    if (sessionId !== undefined) text += `,"session_id":${jsonString(asId(sessionId))}`;
  } catch {
    // An id that is no text and can't become one.
  }
  return text;
}

/** Both as JSON text: what a line written now is correlated by. Never throws. */
export function correlationJson(request: RequestContext | undefined, active: Context): string {
  return request === undefined ? traceJson(active) : requestJson(request) + traceJson(active);
}

import { isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import { jsonString } from './json-string.js';
import { type RequestContext, requestContext } from './request-context.js';
import { requestFieldNames } from './request-field-names.js';

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

const activeContext = (): SpanContext | undefined => trace.getActiveSpan()?.spanContext();

const flagsOf = ({ traceFlags }: SpanContext): string => traceFlags.toString(16).padStart(2, '0');

const NONE: TraceFields = {};
/** A span writes many lines, and its ids are always the same. */
let lastTold: SpanContext | undefined;
let lastFields: TraceFields = NONE;

/** The active span's ids; empty without one. */
export function traceFields(): TraceFields {
  const context = activeContext();
  if (context === undefined) return NONE;
  if (context !== lastTold) {
    lastTold = context;
    lastFields = isSpanContextValid(context)
      ? { trace_id: context.traceId, span_id: context.spanId, trace_flags: flagsOf(context) }
      : NONE;
  }
  return lastFields;
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

/** A span writes many lines, and its ids are always the same. */
const texts = new WeakMap<SpanContext, string>();
let last: SpanContext | undefined;
let lastText = '';

function traceText(context: SpanContext): string {
  if (!isSpanContextValid(context)) return '';
  const { traceId, spanId } = context;
  return `,"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"${flagsOf(context)}"`;
}

/** {@link traceFields} as JSON text, a comma before each. Never throws. */
export function traceJson(): string {
  try {
    const context = activeContext();
    if (context === undefined) return '';
    if (context === last) return lastText;
    let text = texts.get(context);
    if (text === undefined) {
      text = traceText(context);
      texts.set(context, text);
    }
    last = context;
    lastText = text;
    return text;
  } catch {
    // A span of somebody's own that can't be asked.
    return '';
  }
}

/** {@link requestFields} of that context as JSON text, a comma before each. Never throws. */
export function requestJson(context: RequestContext): string {
  let text = '';
  try {
    for (const [name, key] of requestFieldNames) {
      const value = context[key];
      if (value !== undefined) text += `,"${name}":${jsonString(asId(value))}`;
    }
  } catch {
    // An id that is no text and can't become one.
  }
  return text;
}

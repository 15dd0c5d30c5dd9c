import type { Span } from '@opentelemetry/api';
import { api } from './open-telemetry.js';

/** Whose work the thread does. */
export interface Work {
  traceId?: string;
  spanId?: string;
  /** W3C trace flags. */
  traceFlags?: number;
  requestId?: string;
  userId?: string;
  /** As the HTTP framework has it. */
  route?: string;
}

/** The logger's request context, by the mark that all copies of it share. */
const REQUEST_CONTEXT = Symbol.for('sonde.requestContext');
/** The key under which OpenTelemetry's HTTP instrumentation keeps a request's route. */
const RPC_METADATA = api.createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
const MAX_TEXT = 200;

interface RequestContext {
  requestId?: unknown;
  userId?: unknown;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_TEXT) : undefined;

function addRequest(work: Work): void {
  const holder = globalThis as { [REQUEST_CONTEXT]?: { getStore(): RequestContext | undefined } };
  const context = holder[REQUEST_CONTEXT]?.getStore();
  const requestId = textOf(context?.requestId);
  if (requestId !== undefined) work.requestId = requestId;
  const userId = textOf(context?.userId);
  if (userId !== undefined) work.userId = userId;
}

/** Reads the AsyncLocalStorages of what runs now; the span is the one that is open in it. */
export function currentWork(): { work: Work; span: Span | undefined } {
  const work: Work = {};
  const context = api.context.active();
  const span = api.trace.getSpan(context);
  const ids = span?.spanContext();
  if (ids && api.isSpanContextValid(ids)) {
    work.traceId = ids.traceId;
    work.spanId = ids.spanId;
    work.traceFlags = ids.traceFlags;
  }
  const request = context.getValue(RPC_METADATA) as { route?: unknown; span?: Span } | undefined;
  const route = textOf(request?.route);
  if (route !== undefined) work.route = route;
  addRequest(work);
  return { work, span: span?.isRecording() === true ? span : request?.span };
}

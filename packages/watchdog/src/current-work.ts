import type { Context, Span } from '@opentelemetry/api';
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

/** The logger's request context, by the mark that all copies of it share; the tracing keeps it by the key. */
const ENTERED = Symbol.for('sonde.requestContext');
const REQUEST_CONTEXT = api.createContextKey('sonde.requestContext');
/** The key under which OpenTelemetry's HTTP instrumentation keeps a request's route. */
const RPC_METADATA = api.createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
const MAX_TEXT = 200;

interface RequestContext {
  requestId?: unknown;
  userId?: unknown;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_TEXT) : undefined;

interface Entered {
  context: RequestContext;
  within: RequestContext | undefined;
}

function addRequest(work: Work, active: Context): void {
  const holder = globalThis as { [ENTERED]?: { getStore(): Entered | undefined } };
  const served = active.getValue(REQUEST_CONTEXT) as RequestContext | undefined;
  const entered = holder[ENTERED]?.getStore();
  const context = entered?.within === served ? entered?.context : served;
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
  addRequest(work, context);
  return { work, span: span?.isRecording() === true ? span : request?.span };
}

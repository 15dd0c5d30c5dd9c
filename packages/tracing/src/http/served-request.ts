import { EventEmitter } from 'node:events';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Histogram, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import {
  activeContext,
  REQUEST_CONTEXT,
  RPC_METADATA,
  SPAN,
  withContext,
} from '../spans/active-context.js';
import { InnerContext } from '../spans/linked-context.js';
import { lastedMs, put } from './begin-span.js';
import { answerHeader, type HeaderCapture } from './captured-headers.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf } from './http-attributes.js';
import { requestIdOf } from './request-id.js';
import { createRequestLabels } from './request-labels.js';

const STATE: unique symbol = Symbol('sonde.servedRequest');

const labelsOf = createRequestLabels([
  'http.request.method',
  'url.scheme',
  'network.protocol.version',
  'http.response.status_code',
  'http.route',
  'error.type',
]);

/**
 * A request that is being served. It is at the same time its own context, and the `RPCMetadata` in
 * there, where Express and others leave the route. The logger finds its request context there.
 */
export class ServedRequest extends InnerContext {
  readonly type = 'http';
  readonly span: Span;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly known: string;
  readonly scheme: string;
  readonly version: string;
  /** Of `performance.now()`. */
  readonly startedMs: number;
  route: string | undefined = undefined;
  /** Its end is told already, or nobody wants to know. */
  ended = false;
  #requestContext: { requestId: string } | undefined = undefined;

  constructor(
    outer: Context,
    span: Span,
    request: IncomingMessage,
    response: ServerResponse,
    known: string,
    scheme: string,
  ) {
    super(outer);
    this.span = span;
    this.request = request;
    this.response = response;
    this.method = request.method ?? 'GET';
    this.known = known;
    this.scheme = scheme;
    this.version = request.httpVersion;
    this.startedMs = performance.now();
  }

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.span;
    if (key === RPC_METADATA) return this;
    // Made for the first who asks.
    if (key === REQUEST_CONTEXT) {
      return (this.#requestContext ??= { requestId: requestIdOf(this.request) });
    }
    return this.outer.getValue(key);
  }
}

type Marked = EventEmitter & { [STATE]?: ServedRequest };
type Emit = (...all: unknown[]) => boolean;

/** What is served by this request or response. */
export function servedRequest(message: object): ServedRequest | undefined {
  return (message as Marked)[STATE];
}

/** Whether this request has a {@link ServedRequest} for its context. */
export function isServed(request: IncomingMessage): boolean {
  return servedRequest(request) !== undefined;
}

/** Where the durations go; the same for all that is served by this thread. */
const told: { duration: Histogram | undefined } = { duration: undefined };

let captureAnswer: HeaderCapture['serverResponse'];

/** Which headers of answers are told. */
export function captureAnswers(capture: HeaderCapture['serverResponse']): void {
  captureAnswer = capture;
}

export function tellDurations(duration: Histogram): void {
  told.duration = duration;
}

function end(
  served: ServedRequest,
  status: number | undefined,
  errorType: string | undefined,
): void {
  const { span, route } = served;
  served.ended = true;
  if (route) {
    span.setAttribute('http.route', route);
    span.updateName(`${served.method} ${route}`);
  }
  span.end();
  const seconds = lastedMs(span, served.startedMs) / 1000;
  const { known, scheme, version } = served;
  const labels = labelsOf([known, scheme, version, status, route || undefined, errorType]);
  told.duration?.record(seconds, labels, served);
}

function finish(served: ServedRequest): void {
  const { span } = served;
  const { statusCode } = served.response;
  const errorType = errorTypeOf(statusCode, 500);
  if (span.isRecording()) {
    put(span, 'http.response.status_code', statusCode);
    captureAnswer?.(span, (name) => answerHeader(served.response, name));
    if (errorType !== undefined) {
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      put(span, 'error.type', errorType);
    }
  }
  end(served, statusCode, errorType);
}

/** Ends the request's span with what was thrown while it was served. */
export function failRequest(served: ServedRequest, error: Error): void {
  if (!served.ended) end(served, undefined, failSpan(served.span, error, error.name));
}

function hear(served: ServedRequest, event: unknown, about: unknown): void {
  try {
    if (event === 'close') finish(served);
    else if (event === 'error') failRequest(served, about as Error);
  } catch {
    // A request is served with or without its span.
  }
}

/**
 * Node runs the listeners of a request and its response in whatever context the bytes came or went
 * in. This, in the place of `emit`, runs them in the request's, at a fraction of the price of a wrapper
 * around each listener.
 */
function inContext(original: Emit): Emit {
  /** Node's own tells nobody anything where nobody listens; another one may do as it likes. */
  const isPlain = original === EventEmitter.prototype.emit;

  function emitWithin(this: Marked): boolean {
    const args = arguments;
    return withContext(this[STATE] as ServedRequest, () => Reflect.apply(original, this, args));
  }

  // `arguments` are passed on and kept nowhere: else a list of them would be made for each event.
  function emit(this: Marked, event: unknown): boolean {
    const served = this[STATE];
    if (served !== undefined) {
      if (!served.ended && this === (served.response as unknown)) hear(served, event, arguments[1]);
      if (this.listenerCount(event as string) === 0) {
        if (isPlain && event !== 'error') return false;
      } else if (activeContext() !== served) {
        return Reflect.apply(emitWithin, this, arguments);
      }
    }
    return Reflect.apply(original, this, arguments);
  }
  return emit;
}

/** The prototype's `emit`, as it was when somebody was served last, and ours for it. */
let requestEmit: { original: Emit; ours: Emit } | undefined;

/**
 * Lets the events of answers come in the context of their request. Those of a request do by a property of its
 * own: the answers to calls have the same prototype, and would pay for it too.
 *
 * @returns its undoing.
 */
export function emitInContext(): () => void {
  const holder = ServerResponse.prototype as unknown as { emit: Emit };
  const inherited = !Object.hasOwn(holder, 'emit');
  const original = holder.emit;
  const emit = inContext(original);
  Object.defineProperty(holder, 'emit', { value: emit, writable: true, configurable: true });
  return () => {
    if (holder.emit !== emit) return;
    if (inherited) delete (holder as { emit?: Emit }).emit;
    else holder.emit = original;
  };
}

/** Ties the events of this request and its response to what is served. */
export function follow(request: IncomingMessage, served: ServedRequest): void {
  const marked = request as unknown as { [STATE]?: ServedRequest; emit: Emit };
  const { emit: original } = marked;
  if (requestEmit?.original !== original) requestEmit = { original, ours: inContext(original) };
  marked[STATE] = served;
  marked.emit = requestEmit.ours;
  (served.response as Marked)[STATE] = served;
}

import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
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
import { PlainRequestContext, requestIdOf } from './request-id.js';
import { createRequestLabels } from './request-labels.js';

/**
 * On a request, and nowhere else: each property that is added makes one more shape of what Node's own functions
 * handle, and beyond four of them V8 looks every property up.
 */
const SERVED: unique symbol = Symbol('sonde.servedRequest');

type Marked = IncomingMessage & { [SERVED]?: ServedRequest };

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
  /** Its end is told already. */
  ended = false;
  #requestContext: PlainRequestContext | undefined = undefined;

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
      return (this.#requestContext ??= new PlainRequestContext(requestIdOf(this.request)));
    }
    return this.outer.getValue(key);
  }
}

type Message = IncomingMessage & ServerResponse;
type Args = ArrayLike<unknown>;
type Emit = (...all: unknown[]) => boolean;

/** What is served by this request. */
export function servedRequest(request: object | undefined): ServedRequest | undefined {
  return (request as Marked | undefined)?.[SERVED];
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

function hear(served: ServedRequest, event: 'close' | 'error', about: unknown): void {
  try {
    if (event === 'close') finish(served);
    else failRequest(served, about as Error);
  } catch {
    // A request is served with or without its span.
  }
}

/** Node's own tells nobody anything where nobody listens; another one may do as it likes. */
const isPlain = (original: Emit): boolean => original === EventEmitter.prototype.emit;

function emitWithin(served: ServedRequest, emitter: Message, original: Emit, args: Args): boolean {
  return withContext(served, () => Reflect.apply(original, emitter, args));
}

/**
 * Node runs the listeners of a request and its response in whatever context the bytes came or went
 * in. These, in the place of `emit`, run them in the request's, at a fraction of the price of a wrapper
 * around each listener. One for each kind, and short: they run a dozen times a request, each time out of a cache that
 * has forgotten them. `arguments` are passed on and kept nowhere: else a list of them would be made for each event.
 */
function requestEmit(original: Emit): Emit {
  const quiet = isPlain(original);
  return function emit(this: Message, event: unknown): boolean {
    // The answer to a call has no method, and is served by nobody.
    const served = this.method === null ? undefined : servedRequest(this);
    if (served === undefined) return Reflect.apply(original, this, arguments);
    if (this.listenerCount(event as string) === 0) {
      if (quiet && event !== 'error') return false;
    } else if (activeContext() !== served) {
      return emitWithin(served, this, original, arguments);
    }
    return Reflect.apply(original, this, arguments);
  };
}

/** The same for answers. It hears of the request's end too. */
function answerEmit(original: Emit): Emit {
  const quiet = isPlain(original);
  return function emit(this: Message, event: unknown): boolean {
    // Some make an answer to no request.
    const served = servedRequest(this.req);
    if (served === undefined) return Reflect.apply(original, this, arguments);
    const isEnd = event === 'close' || event === 'error';
    if (isEnd && !served.ended && this === served.response) hear(served, event, arguments[1]);
    if (this.listenerCount(event as string) === 0) {
      if (quiet && event !== 'error') return false;
    } else if (activeContext() !== served) {
      return emitWithin(served, this, original, arguments);
    }
    return Reflect.apply(original, this, arguments);
  };
}

function replaceEmit(prototype: object, replaced: (original: Emit) => Emit): () => void {
  const holder = prototype as { emit: Emit };
  const inherited = !Object.hasOwn(holder, 'emit');
  const original = holder.emit;
  const emit = replaced(original);
  Object.defineProperty(holder, 'emit', { value: emit, writable: true, configurable: true });
  return () => {
    if (holder.emit !== emit) return;
    if (inherited) delete (holder as { emit?: Emit }).emit;
    else holder.emit = original;
  };
}

/**
 * Lets the events of requests and answers come in the context of their request.
 *
 * @returns its undoing.
 */
export function emitInContext(): () => void {
  const undos = [
    replaceEmit(IncomingMessage.prototype, requestEmit),
    replaceEmit(ServerResponse.prototype, answerEmit),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** Ties the events of this request and its response to what is served. */
export function follow(request: IncomingMessage, served: ServedRequest): void {
  (request as Marked)[SERVED] = served;
}

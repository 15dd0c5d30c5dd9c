import type { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Histogram, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { RPC_METADATA, SPAN } from '../spans/active-context.js';
import { InnerContext } from '../spans/linked-context.js';
import { lastedMs, put } from './begin-span.js';
import { answerHeader, type HeaderCapture } from './captured-headers.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf } from './http-attributes.js';
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
 * there, where Express and others leave the route.
 */
export class ServedRequest extends InnerContext {
  readonly type = 'http';
  readonly span: Span;
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

  constructor(
    outer: Context,
    span: Span,
    { httpVersion, method = 'GET' }: IncomingMessage,
    response: ServerResponse,
    known: string,
    scheme: string,
  ) {
    super(outer);
    this.span = span;
    this.response = response;
    this.method = method;
    this.known = known;
    this.scheme = scheme;
    this.version = httpVersion;
    this.startedMs = performance.now();
  }

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.span;
    if (key === RPC_METADATA) return this;
    return this.outer.getValue(key);
  }
}

type Marked = EventEmitter & { [STATE]?: ServedRequest };
type Emit = (...all: unknown[]) => boolean;

/** What is served by this request or response. */
export function servedRequest(message: object): ServedRequest | undefined {
  return (message as Marked)[STATE];
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
 * around each listener. It stands on the prototypes: on each message it would give it another shape
 * than Node's own code is optimised for.
 */
function inContext(original: Emit): Emit {
  /** Apart, so that messages that are not served make no list and no closure. */
  function emitServed(message: Marked, served: ServedRequest, args: unknown[]): boolean {
    if (!served.ended && message === (served.response as unknown)) hear(served, args[0], args[1]);
    // Nobody to run in a context.
    if (message.listenerCount(args[0] as string) === 0) return original.apply(message, args);
    if (api.context.active() === served) return original.apply(message, args);
    return api.context.with(served, () => original.apply(message, args));
  }
  return function emit(this: Marked, ...args: unknown[]): boolean {
    const served = this[STATE];
    return served === undefined ? original.apply(this, args) : emitServed(this, served, args);
  };
}

/** Lets the events of followed messages come in the context of their request. @returns its undoing. */
export function emitInContext(): () => void {
  const undos = [IncomingMessage.prototype, ServerResponse.prototype].map((prototype) => {
    const holder = prototype as unknown as { emit: Emit };
    const inherited = !Object.hasOwn(holder, 'emit');
    const original = holder.emit;
    const emit = inContext(original);
    Object.defineProperty(holder, 'emit', { value: emit, writable: true, configurable: true });
    return () => {
      if (holder.emit !== emit) return;
      if (inherited) delete (holder as { emit?: Emit }).emit;
      else holder.emit = original;
    };
  });
  return () => {
    for (const undo of undos) undo();
  };
}

/** Ties the events of this request and its response to what is served. */
export function follow(request: IncomingMessage, served: ServedRequest): void {
  (request as Marked)[STATE] = served;
  (served.response as Marked)[STATE] = served;
}

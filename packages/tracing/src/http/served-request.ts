import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Histogram, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf, type Gathered } from './http-attributes.js';

const STATE: unique symbol = Symbol('sonde.servedRequest');

/**
 * A request that is being served. It is at the same time the `RPCMetadata` in the request's context,
 * where Express and others leave the route.
 */
export interface ServedRequest {
  type: 'http';
  span: Span;
  route: string | undefined;
  response: ServerResponse;
  context: Context;
  method: string;
  /** Of `performance.now()`. */
  startedMs: number;
  labels: Gathered;
  duration: Histogram;
  /** Its end is told already, or nobody wants to know. */
  ended: boolean;
}

type Marked = EventEmitter & { [STATE]?: ServedRequest };
type Emit = (...all: unknown[]) => boolean;

/** What is served by this request or response. */
export function servedRequest(message: object): ServedRequest | undefined {
  return (message as Marked)[STATE];
}

function end(served: ServedRequest, errorType: string | undefined): void {
  const { span, labels, route } = served;
  served.ended = true;
  if (route) {
    labels['http.route'] = route;
    span.setAttribute('http.route', route);
    span.updateName(`${served.method} ${route}`);
  }
  if (errorType !== undefined) labels['error.type'] = errorType;
  span.end();
  const seconds = (performance.now() - served.startedMs) / 1000;
  served.duration.record(seconds, labels, served.context);
}

function finish(served: ServedRequest): void {
  const { span, labels, response } = served;
  const { statusCode } = response;
  const errorType = errorTypeOf(statusCode, 500);
  labels['http.response.status_code'] = statusCode;
  span.setAttribute('http.response.status_code', statusCode);
  if (statusCode >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
  if (errorType !== undefined) span.setAttribute('error.type', errorType);
  end(served, errorType);
}

/** Ends the request's span with what was thrown while it was served. */
export function failRequest(served: ServedRequest, error: Error): void {
  if (!served.ended) end(served, failSpan(served.span, error, error.name));
}

function hear(served: ServedRequest, event: unknown, told: unknown): void {
  try {
    if (event === 'close') finish(served);
    else if (event === 'error') failRequest(served, told as Error);
  } catch {
    // A request is served with or without its span.
  }
}

/**
 * Node runs the listeners of a request and its response in whatever context the bytes came or went
 * in. This, as their own `emit`, runs them in the request's, at a fraction of the price of a wrapper
 * around each listener.
 */
const emitInContext: Emit = function emitInContext(this: Marked, ...args: unknown[]): boolean {
  const served = this[STATE] as ServedRequest;
  const emit = (Object.getPrototypeOf(this) as { emit: Emit }).emit;
  if (!served.ended && this === served.response) hear(served, args[0], args[1]);
  if (api.context.active() === served.context) return emit.apply(this, args);
  return api.context.with(served.context, () => emit.apply(this, args));
};

function mark(message: Marked, served: ServedRequest): void {
  message[STATE] = served;
  message.emit = emitInContext;
}

/** Lets the events of this request and its response come in the request's context. */
export function follow(request: IncomingMessage, served: ServedRequest): void {
  mark(request, served);
  mark(served.response, served);
}

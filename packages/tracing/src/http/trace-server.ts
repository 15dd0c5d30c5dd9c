import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tracer } from '@opentelemetry/api';
import { api, core } from '../open-telemetry.js';
import { RPC_METADATA } from '../spans/active-context.js';
import { beginSpan } from './begin-span.js';
import type { HttpTracing } from './channel-instrumentations.js';
import { describeRequest } from './describe-request.js';
import { knownMethod } from './http-attributes.js';
import { isUntraced } from './is-untraced.js';
import { requestDuration } from './request-duration.js';
import {
  captureAnswers,
  emitInContext,
  failRequest,
  follow,
  ServedRequest,
  servedRequest,
  tellDurations,
} from './served-request.js';

const CHANNEL = 'http.server.request.start';

interface Message {
  request: IncomingMessage;
  response: ServerResponse;
}

function begin(
  { request, response }: Message,
  tracer: Tracer,
  { headers, capture, trustTraceparent }: HttpTracing,
): ServedRequest {
  const { method = 'GET' } = request;
  const known = knownMethod(method);
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const told = headers.extract(request.headers);
  const parent = trustTraceparent ? told : api.ROOT_CONTEXT;
  const span = beginSpan(tracer, method, api.SpanKind.SERVER, parent);
  // Nothing is gathered for a request that is not sampled.
  if (span.isRecording()) {
    describeRequest(span, request, known, scheme);
    capture.serverRequest?.(span, (name) => request.headers[name]);
  }
  if (parent !== told) {
    const context = api.trace.getSpanContext(told);
    if (context) span.addLink({ context });
  }
  return new ServedRequest(parent, span, request, response, known, scheme);
}

/**
 * Server spans and `http.server.request.duration` from Node's own diagnostics channel, in the shape
 * of `@opentelemetry/instrumentation-http`. Of `node:http` only the `emit` of requests and answers is replaced.
 *
 * @returns its undoing.
 */
export function traceServer(tracing: HttpTracing): () => void {
  const tracer = tracing.tracer('http');
  tellDurations(requestDuration('server'));
  captureAnswers(tracing.capture.serverResponse);
  const undo = emitInContext();
  const onRequest = (told: unknown): void => {
    try {
      const message = told as Message;
      if (isUntraced(message.request)) {
        api.context.attach(core.suppressTracing(api.context.active()));
        return;
      }
      const served = begin(message, tracer, tracing);
      follow(message.request, served);
      api.context.attach(served);
    } catch {
      // The request is served without a span.
    }
  };
  // What a handler throws and nobody catches is the end of the request that it was thrown in.
  const onException = (error: unknown): void => {
    try {
      const served = api.context.active().getValue(RPC_METADATA);
      if (!(served instanceof ServedRequest) || servedRequest(served.request) !== served) return;
      if (error instanceof Error) failRequest(served, error);
    } catch {
      // Metadata of somebody else's making.
    }
  };
  subscribe(CHANNEL, onRequest);
  process.on('uncaughtExceptionMonitor', onException);
  return () => {
    unsubscribe(CHANNEL, onRequest);
    undo();
    process.off('uncaughtExceptionMonitor', onException);
  };
}

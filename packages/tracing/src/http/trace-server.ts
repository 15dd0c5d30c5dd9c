import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Histogram, Tracer } from '@opentelemetry/api';
import { api, core } from '../open-telemetry.js';
import { describeRequest } from './describe-request.js';
import { knownMethod } from './http-attributes.js';
import { isUntraced } from './is-untraced.js';
import { requestDuration } from './request-duration.js';
import { failRequest, follow, type ServedRequest, servedRequest } from './served-request.js';

const CHANNEL = 'http.server.request.start';

interface Message {
  request: IncomingMessage;
  response: ServerResponse;
}

function begin({ request, response }: Message, tracer: Tracer, duration: Histogram): ServedRequest {
  const { method = 'GET' } = request;
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const parent = api.propagation.extract(api.ROOT_CONTEXT, request.headers);
  const span = tracer.startSpan(method, { kind: api.SpanKind.SERVER }, parent);
  // Nothing is gathered for a request that is not sampled.
  if (span.isRecording()) span.setAttributes(describeRequest(request, scheme));
  const served: ServedRequest = {
    type: 'http',
    span,
    route: undefined,
    response,
    context: parent,
    method,
    startedMs: performance.now(),
    labels: {
      'http.request.method': knownMethod(method),
      'url.scheme': scheme,
      'network.protocol.version': request.httpVersion,
    },
    duration,
    ended: false,
  };
  served.context = core.setRPCMetadata(api.trace.setSpan(parent, span), served as never);
  return served;
}

/**
 * Server spans and `http.server.request.duration` from Node's own diagnostics channel, in the shape
 * of `@opentelemetry/instrumentation-http`. Nothing of `node:http` is patched.
 *
 * @returns its undoing.
 */
export function traceServer(tracer: Tracer): () => void {
  const duration = requestDuration('server');
  const onRequest = (told: unknown): void => {
    try {
      const message = told as Message;
      if (isUntraced(message.request)) {
        api.context.attach(core.suppressTracing(api.context.active()));
        return;
      }
      const served = begin(message, tracer, duration);
      follow(message.request, served);
      api.context.attach(served.context);
    } catch {
      // The request is served without a span.
    }
  };
  // What a handler throws and nobody catches is the end of the request that it was thrown in.
  const onException = (error: unknown): void => {
    try {
      const metadata = core.getRPCMetadata(api.context.active()) as ServedRequest | undefined;
      if (metadata === undefined || servedRequest(metadata.response) !== metadata) return;
      if (error instanceof Error) failRequest(metadata, error);
    } catch {
      // Metadata of somebody else's making.
    }
  };
  subscribe(CHANNEL, onRequest);
  process.on('uncaughtExceptionMonitor', onException);
  return () => {
    unsubscribe(CHANNEL, onRequest);
    process.off('uncaughtExceptionMonitor', onException);
  };
}

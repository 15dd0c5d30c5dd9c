import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Histogram, Span, TextMapSetter, Tracer } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf, type Gathered, knownMethod } from './http-attributes.js';
import { requestDuration } from './request-duration.js';

/** A call that is under way. */
interface Call {
  span: Span;
  /** Of `performance.now()`. */
  startedMs: number;
  labels: Gathered;
  response: IncomingMessage | undefined;
}

const headerSetter: TextMapSetter<ClientRequest> = {
  set: (request, name, value) => request.setHeader(name, value),
};

/** The port that the call goes to, as far as the request tells: Node keeps it in the header `Host`. */
function portOf(request: ClientRequest, scheme: string): number {
  const header = request.getHeader('host');
  const port = typeof header === 'string' ? /:(\d+)$/.exec(header)?.[1] : undefined;
  if (port !== undefined && (header as string).startsWith(request.host)) return Number(port);
  return scheme === 'https:' ? 443 : 80;
}

function describe(request: ClientRequest, known: string, port: number): Gathered {
  const { method, host, protocol, path } = request;
  const usual = port === 80 || port === 443;
  const attributes: Gathered = {
    'http.request.method': known,
    'server.address': host,
    'server.port': port,
    'url.full': `${protocol}//${host}${usual ? '' : `:${port}`}${path}`,
  };
  if (known !== method) attributes['http.request.method_original'] = method;
  const agent = request.getHeader('user-agent');
  if (agent !== undefined) attributes['user_agent.original'] = String(agent);
  return attributes;
}

function answer({ span, labels }: Call, response: IncomingMessage): void {
  const { statusCode = 0, socket, httpVersion } = response;
  labels['http.response.status_code'] = statusCode;
  labels['network.protocol.version'] = httpVersion;
  const errorType = errorTypeOf(statusCode, 400);
  if (errorType !== undefined) labels['error.type'] = errorType;
  if (!span.isRecording()) return;
  span.setAttribute('http.response.status_code', statusCode);
  span.setAttribute('network.protocol.version', httpVersion);
  // A socket that is gone already has no address.
  if (socket?.remoteAddress !== undefined) {
    span.setAttribute('network.peer.address', socket.remoteAddress);
    span.setAttribute('network.peer.port', socket.remotePort);
  }
}

/** The answer was read to its end, or never came. */
function close({ span, labels, response }: Call): void {
  if (response === undefined) return;
  if (response.aborted && !response.complete) {
    span.setStatus({ code: api.SpanStatusCode.ERROR });
    return;
  }
  if (labels['error.type'] === undefined) return;
  span.setAttribute('error.type', labels['error.type']);
  span.setStatus({ code: api.SpanStatusCode.ERROR });
}

/**
 * Client spans and `http.client.request.duration` from Node's own diagnostics channels, in the shape
 * of `@opentelemetry/instrumentation-http`. Whoever took `request` from `node:http` before us is seen
 * too, since nothing is patched.
 *
 * @returns its undoing.
 */
export function traceClient(tracer: Tracer): () => void {
  const calls = new WeakMap<ClientRequest, Call>();
  const duration = requestDuration('client');

  function end(request: ClientRequest, call: Call): void {
    calls.delete(request);
    call.span.end();
    record(duration, call);
  }

  const listeners: Record<string, (message: never) => void> = {
    'http.client.request.created': ({ request }: { request: ClientRequest }) => {
      const { method, host } = request;
      const known = knownMethod(method);
      const port = portOf(request, request.protocol);
      const parent = api.context.active();
      const span = tracer.startSpan(method, { kind: api.SpanKind.CLIENT }, parent);
      if (span.isRecording()) span.setAttributes(describe(request, known, port));
      const call: Call = {
        span,
        startedMs: performance.now(),
        labels: {
          'http.request.method': known,
          'server.address': host,
          'server.port': port,
        },
        response: undefined,
      };
      calls.set(request, call);
      request.once('close', () => {
        if (!calls.has(request)) return;
        close(call);
        end(request, call);
      });
      // Headers that were given as a list are on their way already.
      if (!request.headersSent) {
        api.propagation.inject(api.trace.setSpan(parent, span), request, headerSetter);
      }
    },
    'http.client.response.finish': (message: {
      request: ClientRequest;
      response: IncomingMessage;
    }) => {
      const call = calls.get(message.request);
      if (call === undefined) return;
      call.response = message.response;
      answer(call, message.response);
    },
    'http.client.request.error': (message: { request: ClientRequest; error: Error }) => {
      const call = calls.get(message.request);
      if (call === undefined) return;
      call.labels['error.type'] = failSpan(call.span, message.error, message.error.name);
      end(message.request, call);
    },
  };
  const subscriptions = Object.entries(listeners).map(([channel, listener]) => {
    const safely = (message: unknown): void => {
      try {
        listener(message as never);
      } catch {
        // The call goes on without a span.
      }
    };
    subscribe(channel, safely);
    return () => unsubscribe(channel, safely);
  });
  return () => {
    for (const undo of subscriptions) undo();
  };
}

function record(duration: Histogram, { startedMs, labels }: Call): void {
  duration.record((performance.now() - startedMs) / 1000, labels);
}

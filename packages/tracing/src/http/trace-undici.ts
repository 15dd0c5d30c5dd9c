import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Span, TextMapSetter, Tracer } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf, type Gathered, knownMethod } from './http-attributes.js';
import { requestDuration } from './request-duration.js';

/** undici's own request, as its channels give it. */
interface UndiciRequest {
  origin: string | URL;
  method: string;
  path: string;
  /** Names and values in turn; one text in undici 5. */
  headers: (string | string[])[] | string;
  addHeader?: (name: string, value: string) => void;
}

interface Call {
  span: Span;
  /** Of `performance.now()`. */
  startedMs: number;
  labels: Gathered;
}

const headerSetter: TextMapSetter<UndiciRequest> = {
  set(request, name, value) {
    if (typeof request.addHeader === 'function') request.addHeader(name, value);
    else if (typeof request.headers === 'string') request.headers += `${name}: ${value}\r\n`;
    else if (Array.isArray(request.headers)) request.headers.push(name, value);
  },
};

function userAgent({ headers }: UndiciRequest): string | undefined {
  if (typeof headers === 'string') return /^user-agent:[ \t]*(.*?)\r?$/im.exec(headers)?.[1];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    if (typeof name !== 'string' || name.length !== 10 || name.toLowerCase() !== 'user-agent') {
      continue;
    }
    const value = headers[index + 1];
    return Array.isArray(value) ? value.at(-1) : value;
  }
  return undefined;
}

function describe(request: UndiciRequest, url: URL, labels: Gathered): Gathered {
  const attributes: Gathered = {
    ...labels,
    'http.request.method_original': request.method,
    'url.full': url.href,
    'url.path': url.pathname,
    'url.query': url.search,
  };
  const agent = userAgent(request);
  if (agent) attributes['user_agent.original'] = agent;
  return attributes;
}

/**
 * Client spans and `http.client.request.duration` for `fetch` and undici, in the shape of
 * `@opentelemetry/instrumentation-undici`.
 *
 * @returns its undoing.
 */
export function traceUndici(tracer: Tracer): () => void {
  const calls = new WeakMap<UndiciRequest, Call>();
  const duration = requestDuration('client');

  function end(request: UndiciRequest, { span, labels, startedMs }: Call): void {
    calls.delete(request);
    span.end();
    duration.record((performance.now() - startedMs) / 1000, labels);
  }

  function create(request: UndiciRequest): void {
    if (request.method === 'CONNECT') return;
    const url = new URL(request.path, request.origin);
    const method = knownMethod(request.method);
    const scheme = url.protocol.slice(0, -1);
    const labels: Gathered = {
      'http.request.method': method,
      'server.address': url.hostname,
      'server.port': Number(url.port) || { http: 80, https: 443 }[scheme],
      'url.scheme': scheme,
    };
    const parent = api.context.active();
    const span = tracer.startSpan(
      method === '_OTHER' ? 'HTTP' : method,
      { kind: api.SpanKind.CLIENT },
      parent,
    );
    if (span.isRecording()) span.setAttributes(describe(request, url, labels));
    calls.set(request, { span, startedMs: performance.now(), labels });
    api.propagation.inject(api.trace.setSpan(parent, span), request, headerSetter);
  }

  function send({ span, labels }: Call, socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    const version = (socket as { alpnProtocol?: string }).alpnProtocol === 'h2' ? '2' : '1.1';
    labels['network.protocol.version'] = version;
    if (!span.isRecording()) return;
    span.setAttribute('network.protocol.version', version);
    if (remoteAddress !== undefined) span.setAttribute('network.peer.address', remoteAddress);
    if (remotePort !== undefined) span.setAttribute('network.peer.port', remotePort);
  }

  function answer({ span, labels }: Call, status: number): void {
    labels['http.response.status_code'] = status;
    span.setAttribute('http.response.status_code', status);
    const errorType = errorTypeOf(status, 400);
    if (errorType === undefined) return;
    labels['error.type'] = errorType;
    span.setAttribute('error.type', errorType);
    span.setStatus({ code: api.SpanStatusCode.ERROR });
  }

  function fail(request: UndiciRequest, call: Call, error: Error): void {
    if (error.name !== 'AbortError') {
      const type = (error as NodeJS.ErrnoException).code ?? error.name;
      call.labels['error.type'] = failSpan(call.span, error, type || 'Error');
    }
    end(request, call);
  }

  interface Message {
    request: UndiciRequest;
    socket: Socket;
    response: { statusCode: number };
    error: Error;
  }
  const listeners: Record<string, (message: Message, call: Call) => void> = {
    'undici:client:sendHeaders': ({ socket }, call) => send(call, socket),
    'undici:request:headers': ({ response }, call) => answer(call, response.statusCode),
    'undici:request:trailers': ({ request }, call) => end(request, call),
    'undici:request:error': ({ request, error }, call) => fail(request, call, error),
  };
  const subscriptions: [string, (message: unknown) => void][] = [
    ['undici:request:create', (message) => attempt(() => create((message as Message).request))],
  ];
  for (const [channel, listener] of Object.entries(listeners)) {
    subscriptions.push([
      channel,
      (message) => {
        const call = calls.get((message as Message).request);
        if (call) attempt(() => listener(message as Message, call));
      },
    ]);
  }
  for (const [channel, listener] of subscriptions) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of subscriptions) unsubscribe(channel, listener);
  };
}

/** The call goes on, with or without a span. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing of ours reaches undici.
  }
}

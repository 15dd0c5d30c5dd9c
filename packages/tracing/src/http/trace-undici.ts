import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { activeContext } from '../spans/active-context.js';
import { beginSpan, lastedMs, put } from './begin-span.js';
import { listedHeader } from './captured-headers.js';
import type { HttpTracing } from './channel-instrumentations.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf, knownMethod } from './http-attributes.js';
import { listenToChannels } from './listen-to-channels.js';
import { peerOf } from './peer-of.js';
import { createOriginReader, type Origin } from './read-origin.js';
import { requestDuration } from './request-duration.js';
import { createRequestLabels } from './request-labels.js';

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
  known: string;
  origin: Origin;
  version: string | undefined;
  status: number | undefined;
  errorType: string | undefined;
}

const labelsOf = createRequestLabels([
  'http.request.method',
  'server.address',
  'server.port',
  'url.scheme',
  'network.protocol.version',
  'http.response.status_code',
  'error.type',
]);

function addHeader(request: UndiciRequest, name: string, value: string): void {
  if (typeof request.addHeader === 'function') request.addHeader(name, value);
  else if (typeof request.headers === 'string') request.headers += `${name}: ${value}\r\n`;
  else if (Array.isArray(request.headers)) request.headers.push(name, value);
}

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

/** Paths that a URL parser would not change. */
const PLAIN = /^\/(?!\/)(?!.*(?:\/\.|%2e))[\w\-.~!$&()*+,;=:@%/]*$/i;

function describe(span: Span, request: UndiciRequest, { known, origin }: Call): void {
  put(span, 'http.request.method', known);
  put(span, 'server.address', origin.address);
  put(span, 'server.port', origin.port);
  put(span, 'url.scheme', origin.scheme);
  put(span, 'http.request.method_original', request.method);
  const { path } = request;
  if (PLAIN.test(path)) {
    put(span, 'url.full', origin.href + path);
    put(span, 'url.path', path);
    put(span, 'url.query', '');
  } else {
    const url = new URL(path, origin.href);
    put(span, 'url.full', url.href);
    put(span, 'url.path', url.pathname);
    put(span, 'url.query', url.search);
  }
  const agent = userAgent(request);
  if (agent) put(span, 'user_agent.original', agent);
}

/**
 * Client spans and `http.client.request.duration` for `fetch` and undici, in the shape of
 * `@opentelemetry/instrumentation-undici`.
 *
 * @returns its undoing.
 */
export function traceUndici({ tracer: tracerOf, headers, capture }: HttpTracing): () => void {
  const tracer = tracerOf('undici');
  const readOrigin = createOriginReader();
  const calls = new WeakMap<UndiciRequest, Call>();
  const duration = requestDuration('client');

  function end(request: UndiciRequest, call: Call): void {
    calls.delete(request);
    call.span.end();
    const { known, origin, version, status, errorType } = call;
    const { address, port, scheme } = origin;
    const labels = labelsOf([known, address, port, scheme, version, status, errorType]);
    duration.record(lastedMs(call.span, call.startedMs) / 1000, labels);
  }

  function create(request: UndiciRequest): void {
    if (request.method === 'CONNECT') return;
    const known = knownMethod(request.method);
    const parent = activeContext();
    const name = known === '_OTHER' ? 'HTTP' : known;
    const span = beginSpan(tracer, name, api.SpanKind.CLIENT, parent);
    const call: Call = {
      span,
      startedMs: performance.now(),
      known,
      origin: readOrigin(request.origin),
      version: undefined,
      status: undefined,
      errorType: undefined,
    };
    if (span.isRecording()) {
      describe(span, request, call);
      const { headers: sent } = request;
      // One text in undici 5.
      if (typeof sent !== 'string') capture.clientRequest?.(span, (one) => listedHeader(sent, one));
    }
    calls.set(request, call);
    headers.inject(parent, span, call.origin.address, (header, value) =>
      addHeader(request, header, value),
    );
  }

  function send(call: Call, socket: Socket): void {
    const { span } = call;
    call.version = (socket as { alpnProtocol?: string }).alpnProtocol === 'h2' ? '2' : '1.1';
    if (!span.isRecording()) return;
    // Sent again on another socket, they are there already.
    span.setAttribute('network.protocol.version', call.version);
    const { address, port } = peerOf(socket);
    if (address !== undefined) span.setAttribute('network.peer.address', address);
    if (port !== undefined) span.setAttribute('network.peer.port', port);
  }

  function answer(call: Call, status: number): void {
    const { span } = call;
    call.status = status;
    call.errorType = errorTypeOf(status, 400);
    span.setAttribute('http.response.status_code', status);
    if (call.errorType === undefined) return;
    span.setAttribute('error.type', call.errorType);
    span.setStatus({ code: api.SpanStatusCode.ERROR });
  }

  function fail(request: UndiciRequest, call: Call, error: Error): void {
    if (error.name !== 'AbortError') {
      const type = (error as NodeJS.ErrnoException).code ?? error.name;
      call.errorType = failSpan(call.span, error, type || 'Error');
    }
    end(request, call);
  }

  interface Message {
    request: UndiciRequest;
    socket: Socket;
    response: { statusCode: number; headers: Uint8Array[] };
    error: Error;
  }
  const ofCall =
    (listener: (message: Message, call: Call) => void) =>
    (message: Message): void => {
      const call = calls.get(message.request);
      if (call) listener(message, call);
    };
  return listenToChannels({
    'undici:request:create': ({ request }: Message) => create(request),
    'undici:client:sendHeaders': ofCall(({ socket }, call) => send(call, socket)),
    'undici:request:headers': ofCall(({ response }, call) => {
      answer(call, response.statusCode);
      capture.clientResponse?.(call.span, (name) => listedHeader(response.headers, name));
    }),
    'undici:request:trailers': ofCall(({ request }, call) => end(request, call)),
    'undici:request:error': ofCall(({ request, error }, call) => fail(request, call, error)),
  });
}

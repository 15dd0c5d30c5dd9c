import type { ClientRequest, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Histogram, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { activeContext } from '../spans/active-context.js';
import { beginSpan, lastedMs, put } from './begin-span.js';
import type { HttpTracing } from './channel-instrumentations.js';
import { addHeader, CALL, writeLateHeaders } from './client-headers.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf, knownMethod } from './http-attributes.js';
import { listenToChannels } from './listen-to-channels.js';
import { peerOf } from './peer-of.js';
import { requestDuration } from './request-duration.js';
import { createRequestLabels } from './request-labels.js';

const labelsOf = createRequestLabels([
  'http.request.method',
  'server.address',
  'server.port',
  'http.response.status_code',
  'network.protocol.version',
  'error.type',
]);

/** A call that is under way. */
interface Call {
  span: Span;
  /** Of `performance.now()`. */
  startedMs: number;
  known: string;
  port: number;
  response: IncomingMessage | undefined;
  errorType: string | undefined;
  duration: Histogram;
  late: string[];
}

type Marked = ClientRequest & { [CALL]?: Call | undefined };

const COLON = 58;
const BRACKET = 91;
const ZERO = 48;

/** The port in a header `Host` that names this host; undefined if there is none. */
function portIn(header: string, host: string): number | undefined {
  // An address of IPv6.
  const before = header.charCodeAt(0) === BRACKET ? 1 : 0;
  let at = before + host.length + before;
  if (header.charCodeAt(at) !== COLON || !header.startsWith(host, before)) return undefined;
  let port = 0;
  while (++at < header.length) {
    const digit = header.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    port = port * 10 + digit;
  }
  return port > 0 ? port : undefined;
}

/** The port that the call goes to, as far as the request tells: Node keeps it in the header `Host`. */
function portOf(request: ClientRequest, scheme: string): number {
  const header = request.getHeader('host');
  const port = typeof header === 'string' ? portIn(header, request.host) : undefined;
  return port ?? (scheme === 'https:' ? 443 : 80);
}

function describe(span: Span, request: ClientRequest, { known, port }: Call): void {
  const { method, host, protocol, path } = request;
  const usual = port === 80 || port === 443;
  put(span, 'http.request.method', known);
  put(span, 'server.address', host);
  put(span, 'server.port', port);
  // An address of IPv6 stands in brackets.
  const named = host.includes(':') ? `[${host}]` : host;
  put(span, 'url.full', `${protocol}//${named}${usual ? '' : `:${port}`}${path}`);
  if (known !== method) put(span, 'http.request.method_original', method);
  const agent = request.getHeader('user-agent');
  if (agent !== undefined) put(span, 'user_agent.original', String(agent));
}

function answer(call: Call, response: IncomingMessage): void {
  const { statusCode = 0, socket, httpVersion } = response;
  const { span } = call;
  call.response = response;
  call.errorType = errorTypeOf(statusCode, 400);
  if (!span.isRecording()) return;
  put(span, 'http.response.status_code', statusCode);
  put(span, 'network.protocol.version', httpVersion);
  // A socket that is gone already has no address.
  if (!socket) return;
  const { address, port } = peerOf(socket);
  put(span, 'network.peer.address', address);
  put(span, 'network.peer.port', port);
}

/** The answer was read to its end, or never came. */
function close({ span, errorType, response }: Call): void {
  if (response === undefined) return;
  if (response.aborted && !response.complete) {
    span.setStatus({ code: api.SpanStatusCode.ERROR });
    return;
  }
  if (errorType === undefined) return;
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: api.SpanStatusCode.ERROR });
}

function end(request: Marked, call: Call): void {
  request[CALL] = undefined;
  call.span.end();
  const { known, port, response, errorType } = call;
  const labels = labelsOf([
    known,
    request.host,
    port,
    response?.statusCode,
    response?.httpVersion,
    errorType,
  ]);
  call.duration.record(lastedMs(call.span, call.startedMs) / 1000, labels);
}

/** The same function for all, so that a call needs no closure of its own. */
function onClose(this: Marked): void {
  try {
    const call = this[CALL];
    if (call === undefined) return;
    close(call);
    end(this, call);
  } catch {
    // The call is over, with or without a span.
  }
}

/**
 * Client spans and `http.client.request.duration` from Node's own diagnostics channels, in the shape
 * of `@opentelemetry/instrumentation-http`. Whoever took `request` from `node:http` before us is seen
 * too, since nothing that it gives is replaced.
 *
 * @returns its undoing.
 */
export function traceClient({ tracer: tracerOf, headers, capture }: HttpTracing): () => void {
  const duration = requestDuration('client');
  const tracer = tracerOf('http');

  function created(request: Marked): void {
    const { method } = request;
    const parent = activeContext();
    const span = beginSpan(tracer, method, api.SpanKind.CLIENT, parent);
    const call: Call = {
      span,
      startedMs: performance.now(),
      known: knownMethod(method),
      port: portOf(request, request.protocol),
      response: undefined,
      errorType: undefined,
      duration,
      late: [],
    };
    if (span.isRecording()) {
      describe(span, request, call);
      capture.clientRequest?.(span, (name) => request.getHeader(name));
    }
    request.on('close', onClose);
    try {
      headers.inject(parent, span, request.host, (name, value, isPlain) =>
        addHeader(request, call.late, name, value, isPlain === true),
      );
    } finally {
      // Last, so that what adds headers does so for one shape of requests.
      request[CALL] = call;
    }
  }

  const undo = writeLateHeaders();
  const leave = listenToChannels({
    'http.client.request.created': ({ request }: { request: ClientRequest }) => created(request),
    'http.client.response.finish': (message: { request: Marked; response: IncomingMessage }) => {
      const call = message.request[CALL];
      if (call === undefined) return;
      answer(call, message.response);
      capture.clientResponse?.(call.span, (name) => message.response.headers[name]);
    },
    'http.client.request.error': ({ request, error }: { request: Marked; error: Error }) => {
      const call = request[CALL];
      if (call === undefined) return;
      call.errorType = failSpan(call.span, error, error.name);
      end(request, call);
    },
  });
  return () => {
    leave();
    undo();
  };
}

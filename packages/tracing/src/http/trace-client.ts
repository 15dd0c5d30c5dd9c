import type { ClientRequest, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Histogram, Span } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { activeContext } from '../spans/active-context.js';
import { beginSpan, lastedMs, put } from './begin-span.js';
import type { HttpTracing } from './channel-instrumentations.js';
import { failSpan } from './fail-span.js';
import { errorTypeOf, knownMethod } from './http-attributes.js';
import { listenToChannels } from './listen-to-channels.js';
import { peerOf } from './peer-of.js';
import { requestDuration } from './request-duration.js';
import { createRequestLabels } from './request-labels.js';

const CALL: unique symbol = Symbol('sonde.call');

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
}

type Marked = ClientRequest & { [CALL]?: Call | undefined };

/** The port that the call goes to, as far as the request tells: Node keeps it in the header `Host`. */
function portOf(request: ClientRequest, scheme: string): number {
  const header = request.getHeader('host');
  if (typeof header === 'string' && header.startsWith(request.host)) {
    const colon = header.lastIndexOf(':');
    const port = colon === -1 ? Number.NaN : Number(header.slice(colon + 1));
    if (Number.isInteger(port)) return port;
  }
  return scheme === 'https:' ? 443 : 80;
}

/** Node has written the headers already where they were given as a list, or with `Expect`. */
function addHeader(request: ClientRequest, name: string, value: string): void {
  if (!request.headersSent) {
    request.setHeader(name, value);
    return;
  }
  const { _header: text, _headerSent: isQueued, outputData } = request as Written;
  if (typeof text !== 'string' || text.toLowerCase().includes(`\r\n${name}:`)) return;
  const first = outputData?.[0];
  if (isQueued === true && first?.data !== text) return;
  const at = text.indexOf('\r\n') + 2;
  const added = `${text.slice(0, at)}${name}: ${value}\r\n${text.slice(at)}`;
  (request as Written)._header = added;
  if (isQueued === true && first !== undefined) first.data = added;
}

/** What Node keeps of headers that are written, until there is a socket. */
type Written = ClientRequest & {
  _header?: unknown;
  _headerSent?: boolean;
  outputData?: { data: unknown }[];
};

function describe(span: Span, request: ClientRequest, { known, port }: Call): void {
  const { method, host, protocol, path } = request;
  const usual = port === 80 || port === 443;
  put(span, 'http.request.method', known);
  put(span, 'server.address', host);
  put(span, 'server.port', port);
  put(span, 'url.full', `${protocol}//${host}${usual ? '' : `:${port}`}${path}`);
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
 * too, since nothing is patched.
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
    };
    if (span.isRecording()) {
      describe(span, request, call);
      capture.clientRequest?.(span, (name) => request.getHeader(name));
    }
    request.on('close', onClose);
    try {
      headers.inject(parent, span, request.host, (name, value) => addHeader(request, name, value));
    } finally {
      // Last, so that what adds headers does so for one shape of requests.
      request[CALL] = call;
    }
  }

  return listenToChannels({
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
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Span } from '@opentelemetry/api';
import { type PatchTools, type TracedModule, wrapMethod } from './traced-module.js';
import { traceMessages, type WebSocketPrototype } from './ws-messages.js';

type Done = (socket: unknown, request: IncomingMessage) => void;

interface Server {
  options?: { path?: string | null };
  shouldHandle?(request: IncomingMessage): boolean;
}

type HandleUpgrade = (
  this: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  done: Done,
) => void;

interface Ws {
  WebSocket: { prototype: WebSocketPrototype };
  WebSocketServer: { prototype: { handleUpgrade: HandleUpgrade } };
}

const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) /;

/** Reads the status of a refusal, which ws writes to the socket itself. @returns its undoing. */
function readStatus(socket: Duplex, tell: (status: number) => void): () => void {
  const end = socket.end.bind(socket);
  const inherited = !Object.hasOwn(socket, 'end');
  const before: Duplex['end'] = Reflect.get(socket, 'end');
  const reading = ((...args: Parameters<typeof end>) => {
    const status = typeof args[0] === 'string' ? STATUS_LINE.exec(args[0])?.[1] : undefined;
    if (status !== undefined) tell(Number(status));
    return end(...args);
  }) as Duplex['end'];
  socket.end = reading;
  return () => {
    if (socket.end !== reading) return;
    if (inherited) delete (socket as { end?: unknown }).end;
    else socket.end = before;
  };
}

function begin(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  { api, tracer }: PatchTools,
) {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const route = server.options?.path === path ? path : undefined;
  const { remoteAddress } = socket as { remoteAddress?: string };
  const parent = api.propagation.extract(api.ROOT_CONTEXT, request.headers);
  const attributes = {
    'http.request.method': 'GET',
    'network.protocol.name': 'websocket',
    'url.path': path,
    'url.scheme': 'encrypted' in socket ? 'wss' : 'ws',
    ...(route === undefined ? {} : { 'http.route': route }),
    ...(remoteAddress === undefined ? {} : { 'client.address': remoteAddress }),
  };
  const name = route === undefined ? 'GET' : `GET ${route}`;
  const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes }, parent);
  return { span, context: api.trace.setSpan(parent, span) };
}

function traceUpgrade(original: HandleUpgrade, tools: PatchTools): HandleUpgrade {
  const { api } = tools;
  const fail = (span: Span, status?: number): void => {
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    // Below 500 the caller is wrong, not the server.
    if (status === undefined || status >= 500) {
      span.setAttribute('error.type', status === undefined ? 'closed' : String(status));
      span.setStatus({ code: api.SpanStatusCode.ERROR });
    }
    span.end();
  };
  return function handleUpgrade(request, socket, head, done) {
    const { span, context } = begin(this, request, socket, tools);
    let status: number | undefined;
    const restore = readStatus(socket, (told) => {
      status = told;
    });
    const refused = (): void => fail(span, status);
    socket.once('close', refused);
    const accepted: Done = (webSocket, upgraded) => {
      restore();
      socket.removeListener('close', refused);
      span.setAttribute('http.response.status_code', 101);
      try {
        done(webSocket, upgraded);
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: api.SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    };
    api.context.with(context, () => original.call(this, request, socket, head, accepted));
    // It was gone before it came here, and says so no more.
    if (socket.closed && socket.listeners('close').includes(refused)) {
      socket.removeListener('close', refused);
      refused();
    }
  };
}

/**
 * `ws`: a server span for the request that opens a WebSocket, over once the connection is accepted or
 * refused: an HTTP instrumentation never sees an upgrade. Messages make spans where that is asked for.
 */
export const ws: TracedModule = {
  module: 'ws',
  versions: ['>=7 <9'],
  patch(exports: Ws, tools) {
    const server = exports.WebSocketServer.prototype;
    wrapMethod(server, 'handleUpgrade', (original) => traceUpgrade(original, tools));
    if (tools.webSocketMessages) traceMessages(exports.WebSocket.prototype, tools);
    return exports;
  },
};

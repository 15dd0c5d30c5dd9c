import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { api, loadPackage } from './open-telemetry.js';

type Done = (socket: unknown, request: IncomingMessage) => void;
type HandleUpgrade = (
  this: { options?: { path?: string | null } },
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  done: Done,
) => void;

interface WsModule {
  WebSocketServer: { prototype: { handleUpgrade: HandleUpgrade } };
}

const SUPPORTED = ['>=7 <9'];

function traced(original: HandleUpgrade, tracer: import('@opentelemetry/api').Tracer) {
  return function handleUpgrade(
    this: { options?: { path?: string | null } },
    ...[request, socket, head, done]: Parameters<HandleUpgrade>
  ): void {
    const route = this.options?.path ?? undefined;
    const parent = api.propagation.extract(api.ROOT_CONTEXT, request.headers);
    const span = tracer.startSpan(
      route === undefined ? 'GET' : `GET ${route}`,
      {
        kind: api.SpanKind.SERVER,
        attributes: {
          'http.request.method': 'GET',
          'network.protocol.name': 'websocket',
          'url.path': (request.url ?? '').split('?')[0] ?? '',
          'url.scheme': 'encrypted' in socket ? 'wss' : 'ws',
          ...(route === undefined ? {} : { 'http.route': route }),
        },
      },
      parent,
    );
    const refused = (): void => {
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    };
    socket.once('close', refused);
    const accepted: Done = (webSocket, upgraded) => {
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
    api.context.with(api.trace.setSpan(parent, span), () =>
      original.call(this, request, socket, head, accepted),
    );
  };
}

/**
 * `ws`: a server span for the request that opens a WebSocket, over once the connection is accepted
 * or refused. The HTTP instrumentation never sees an upgrade. Messages make no spans.
 */
export function createWsInstrumentation(config: Record<string, unknown>): object {
  const { InstrumentationBase, InstrumentationNodeModuleDefinition } = loadPackage(
    '@opentelemetry/instrumentation',
  ) as typeof import('@opentelemetry/instrumentation');

  class WsInstrumentation extends InstrumentationBase {
    constructor() {
      super('@sonde/tracing/ws', '0.1.0', config);
    }

    protected override init() {
      return new InstrumentationNodeModuleDefinition('ws', SUPPORTED, (exports: WsModule) => {
        this._wrap(exports.WebSocketServer.prototype, 'handleUpgrade', (original) =>
          traced(original, this.tracer),
        );
        return exports;
      });
    }
  }
  return new WsInstrumentation();
}

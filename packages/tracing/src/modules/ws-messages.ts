import { type PatchTools, wrapMethod } from './traced-module.js';

type Send = (this: unknown, data: unknown, ...rest: unknown[]) => void;
type Emit = (this: unknown, event: string, ...args: unknown[]) => boolean;

export interface WebSocketPrototype {
  send: Send;
  emit: Emit;
}

/** Before the first member of a message, as CloudEvents' extension for distributed tracing names it. */
const MEMBER =
  /^\{"traceparent":"(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})"(?:,"tracestate":("(?:[^"\\]|\\.){0,1024}"))?,?/;
const MAX_HEAD = 1200;
const OPEN = 0x7b;

const isObject = (text: string): boolean => text.startsWith('{') && text.endsWith('}');

/** The same message with the trace's members first. */
function tagged(text: string, { traceparent, tracestate }: Record<string, string>): string {
  if (traceparent === undefined) return text;
  const state = tracestate ? `,"tracestate":${JSON.stringify(tracestate)}` : '';
  const rest = text.slice(1);
  return `{"traceparent":"${traceparent}"${state}${/^\s*\}/.test(rest) ? '' : ','}${rest}`;
}

/** Takes the members out again, so that the application gets what its peer has sent. */
function untagged(data: Buffer): { data: Buffer; carrier: Record<string, string> } | undefined {
  if (data[0] !== OPEN) return undefined;
  const found = MEMBER.exec(data.toString('utf8', 0, MAX_HEAD));
  if (found === null) return undefined;
  const [head, traceparent = '', tracestate] = found;
  const carrier: Record<string, string> = { traceparent };
  if (tracestate !== undefined) carrier['tracestate'] = JSON.parse(tracestate) as string;
  const rest = data.subarray(Buffer.byteLength(head));
  return { data: Buffer.concat([Buffer.from('{'), rest]), carrier };
}

/**
 * Messages of a WebSocket have no headers. Text that is a JSON object takes the trace as its first
 * members, and gives them up where it is received; all else goes as it is.
 */
export function traceMessages(prototype: WebSocketPrototype, { api, tracer }: PatchTools): void {
  const attributes = (type: string): Record<string, string> => ({
    'messaging.system': 'websocket',
    'messaging.operation.name': type,
    'messaging.operation.type': type,
  });
  const traceSend = (send: Send): Send =>
    function traced(data, ...rest) {
      if (typeof data !== 'string' || !isObject(data) || MEMBER.test(data)) {
        send.call(this, data, ...rest);
        return;
      }
      const span = tracer.startSpan('send message', {
        kind: api.SpanKind.PRODUCER,
        attributes: attributes('send'),
      });
      const carrier: Record<string, string> = {};
      api.propagation.inject(api.trace.setSpan(api.context.active(), span), carrier);
      try {
        send.call(this, tagged(data, carrier), ...rest);
      } finally {
        span.end();
      }
    };
  const traceEmit = (emit: Emit): Emit =>
    function traced(event, ...args) {
      const [data, isBinary] = args;
      const told =
        event === 'message' && isBinary === false && Buffer.isBuffer(data)
          ? untagged(data)
          : undefined;
      if (told === undefined) return emit.call(this, event, ...args);
      const parent = api.propagation.extract(api.ROOT_CONTEXT, told.carrier);
      const span = tracer.startSpan(
        'process message',
        { kind: api.SpanKind.CONSUMER, attributes: attributes('process') },
        parent,
      );
      try {
        return api.context.with(api.trace.setSpan(parent, span), () =>
          emit.call(this, event, told.data, ...args.slice(1)),
        );
      } finally {
        span.end();
      }
    };
  wrapMethod(prototype, 'send', traceSend);
  wrapMethod(prototype, 'emit', traceEmit);
}

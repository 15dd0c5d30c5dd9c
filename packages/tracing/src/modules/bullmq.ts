import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import { sendingTo } from './destination.js';
import { type PatchTools, type TracedModule, wrapMethod } from './traced-module.js';

const SYSTEM = 'bullmq';

interface Telemetry {
  tracer: object;
  contextManager: object;
}

interface Queue {
  opts: {
    telemetry?: Telemetry;
    /** Of Redis, or a client of ioredis. */
    connection?: { host?: string; url?: string; options?: { host?: string } };
  };
}

type Trace = (
  this: Queue,
  kind: number,
  operation: string,
  destination: string,
  callback: (...args: unknown[]) => unknown,
  metadata?: string,
) => unknown;

interface BullMq {
  QueueBase: { prototype: { trace: Trace } };
}

/** BullMQ's own names, and those of the conventions for messaging. */
const NAMES: Readonly<Record<string, string>> = {
  'bullmq.queue.name': 'messaging.destination.name',
  'bullmq.queue.operation': 'messaging.operation.name',
  'bullmq.job.id': 'messaging.message.id',
  'bullmq.job.bulk.count': 'messaging.batch.message_count',
  'bullmq.queue.bulk.count': 'messaging.batch.message_count',
};

const TYPES: Readonly<Record<string, string>> = {
  add: 'send',
  addBulk: 'send',
  process: 'process',
};

/** What BullMQ's own telemetry option takes, over OpenTelemetry's API. */
function createTelemetry({ api, tracer }: PatchTools): Telemetry {
  function adapt(span: Span): object {
    const setAttribute = (key: string, value: unknown): void => {
      // The span's own times say it.
      if (/timestamp$/i.test(key)) return;
      const name = NAMES[key] ?? key;
      if (typeof value === 'string' || typeof value === 'number') span.setAttribute(name, value);
      if (key === 'bullmq.queue.operation' && TYPES[String(value)] !== undefined) {
        span.setAttribute('messaging.operation.type', TYPES[String(value)] ?? '');
      }
    };
    return {
      setSpanOnContext: (context: Context) => api.trace.setSpan(context, span),
      setAttribute,
      setAttributes(attributes: object) {
        for (const [key, value] of Object.entries(attributes)) setAttribute(key, value);
      },
      addEvent: span.addEvent.bind(span),
      recordException(error: Error) {
        span.recordException(error);
        span.setAttribute('error.type', error.name);
        span.setStatus({ code: api.SpanStatusCode.ERROR, message: error.message });
      },
      end: () => span.end(),
    };
  }
  return {
    tracer: {
      startSpan(name: string, options: SpanOptions, context?: Context) {
        const span = tracer.startSpan(name, options, context);
        span.setAttribute('messaging.system', SYSTEM);
        return adapt(span);
      },
    },
    contextManager: {
      with: (context: Context, act: () => unknown) => api.context.with(context, act),
      active: () => api.context.active(),
      root: () => api.ROOT_CONTEXT,
      getMetadata(context: Context) {
        const metadata = {};
        api.propagation.inject(context, metadata);
        return JSON.stringify(metadata);
      },
      fromMetadata(active: Context, metadata: string) {
        try {
          return api.propagation.extract(active, JSON.parse(metadata) as object);
        } catch {
          return active;
        }
      },
    },
  };
}

/** Where a queue's Redis is; undefined for what is told in another way, such as a cluster. */
function hostOf({ opts: { connection = {} } }: Queue): string | undefined {
  const { host, options, url } = connection;
  if (url !== undefined) return URL.parse(url)?.hostname;
  if (host !== undefined || options !== undefined) return host ?? options?.host;
  return 'isCluster' in connection ? undefined : 'localhost';
}

/** What a worker and a queue do for themselves, over and over: no spans of theirs. */
const MEANT = new Set(Object.keys(TYPES));

/**
 * BullMQ: `add` makes a producer span and gives the job its context; a worker's `process` is a consumer
 * span in that trace. It is BullMQ's own telemetry, where the application has not set one itself.
 */
export const bullmq: TracedModule = {
  module: 'bullmq',
  versions: ['>=5.40.0 <7'],
  patch(exports: BullMq, tools) {
    const telemetry = createTelemetry(tools);
    wrapMethod(
      exports.QueueBase.prototype,
      'trace',
      (original) =>
        function trace(kind, operation, destination, callback, metadata) {
          if (this.opts.telemetry !== undefined) {
            return original.call(this, kind, operation, destination, callback, metadata);
          }
          if (!MEANT.has(operation)) return callback();
          const own = Object.create(this) as Queue;
          own.opts = { ...this.opts, telemetry };
          const run = (): unknown =>
            original.call(own, kind, operation, destination, callback, metadata);
          return TYPES[operation] === 'send' ? sendingTo(tools.api, [hostOf(this)], run) : run();
        },
    );
    return exports;
  },
};

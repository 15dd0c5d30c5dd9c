import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import pino from 'pino';

const nullTarget = new URL('./null-target.mjs', import.meta.url).href;

/** Runs `work` in an active span, as in a request. */
export function inSpan(work) {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const span = new TracerProvider().getTracer('bench').startSpan('request');
  return context.with(trace.setSpan(context.active(), span), work);
}

/** What those who add trace ids by hand, or an instrumentation, give to pino. */
function traceMixin() {
  const { traceId, spanId, traceFlags } = trace.getActiveSpan()?.spanContext() ?? {};
  return { trace_id: traceId, span_id: spanId, trace_flags: `0${traceFlags}` };
}

/** OpenTelemetry has a `LoggerProvider` and no log methods: this is what a bridge to it does. */
async function openTelemetry() {
  const { LoggerProvider, BatchLogRecordProcessor } = await import('@opentelemetry/sdk-logs');
  const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-proto');
  const processor = new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() });
  const otel = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  const emit = (severityNumber) => (fields, message) => {
    const body = message ?? fields;
    const { err, ...attributes } = message === undefined ? {} : fields;
    if (err) {
      attributes['exception.type'] = err.name;
      attributes['exception.message'] = err.message;
      attributes['exception.stacktrace'] = err.stack;
    }
    otel.emit({ severityNumber, body, attributes, timestamp: Date.now() });
  };
  return { info: emit(9), error: emit(17) };
}

/** winston takes the message first. */
async function winston() {
  const { default: lib } = await import('winston');
  const logger = lib.createLogger({
    format: lib.format.combine(
      lib.format.timestamp(),
      lib.format.errors({ stack: true }),
      lib.format.json(),
    ),
    transports: [new lib.transports.File({ filename: '/dev/null' })],
  });
  const log = (level) => (fields, message) =>
    message === undefined ? logger[level](fields) : logger[level](message, fields);
  return { info: log('info'), error: log('error') };
}

async function bunyan() {
  const { default: lib } = await import('bunyan');
  return lib.createLogger({
    name: 'bench',
    serializers: lib.stdSerializers,
    streams: [{ path: '/dev/null' }],
  });
}

const sonde = async (options) => (await import('@sonde/logger')).createLogger(options);

export const loggers = {
  'pino transport, null target': () => pino({ transport: { target: nullTarget } }),
  'the same, trace mixin': () => pino({ mixin: traceMixin, transport: { target: nullTarget } }),
  'pino, async file': () => pino(pino.destination({ dest: '/dev/null', sync: false })),
  'pino-opentelemetry-transport': () =>
    pino({
      transport: {
        target: 'pino-opentelemetry-transport',
        options: {
          resourceAttributes: { 'service.name': 'bench' },
          logRecordProcessorOptions: [
            { recordProcessorType: 'batch', exporterOptions: { protocol: 'http/protobuf' } },
          ],
        },
      },
    }),
  winston,
  bunyan,
  'OpenTelemetry sdk-logs': openTelemetry,
  'sonde, lane only': () => sonde({ print: false }),
  'sonde, lane only, in a span': () => sonde({ print: false }),
  'sonde, printed too, in a span': () =>
    sonde({ print: 'json', destination: pino.destination({ dest: '/dev/null', sync: false }) }),
  'pino tapped, null target, in a span': async () => {
    const { tapPino } = await import('@sonde/logger');
    return tapPino(pino)({ transport: { target: nullTarget } });
  },
};

/** Those that are measured in a span. */
export const isInSpan = (name) => /mixin|span/.test(name);

import type { Attributes } from '@opentelemetry/api';
import { sendingTo } from './destination.js';
import { type PatchTools, type TracedModule, wrapMethod } from './traced-module.js';

const MQTT_5 = 5;

interface Client {
  options: { protocolVersion?: number; host?: string; hostname?: string; port?: number };
}

interface Properties {
  userProperties?: Record<string, string | string[]>;
}

type Options = { properties?: Properties; [option: string]: unknown };
type Done = (error?: Error, ...rest: unknown[]) => void;
type Publish = (
  this: Client,
  topic: string,
  message: unknown,
  options?: unknown,
  done?: Done,
) => unknown;
type Emit = (this: Client, event: string, ...args: unknown[]) => boolean;

interface Mqtt {
  MqttClient: { prototype: { publish: Publish; emit: Emit } };
}

function describe({ options }: Client, topic: string, name: string, type: string): Attributes {
  return {
    'messaging.system': 'mqtt',
    'messaging.destination.name': topic,
    'messaging.operation.name': name,
    'messaging.operation.type': type,
    'server.address': options.host ?? options.hostname ?? 'localhost',
    ...(options.port === undefined ? {} : { 'server.port': options.port }),
  };
}

function tracePublish(original: Publish, { api, tracer }: PatchTools): Publish {
  return function publish(topic, message, given, givenDone) {
    const done = typeof given === 'function' ? (given as Done) : givenDone;
    const options = (typeof given === 'object' ? given : undefined) as Options | undefined;
    const active = api.context.active();
    const span = tracer.startSpan(`publish ${topic}`, {
      kind: api.SpanKind.PRODUCER,
      attributes: describe(this, topic, 'publish', 'send'),
    });
    const told: Options = { ...options };
    if (this.options.protocolVersion === MQTT_5) {
      // Earlier versions have no place for it.
      const userProperties = { ...options?.properties?.userProperties };
      sendingTo(api, [this.options.host ?? this.options.hostname ?? 'localhost'], () =>
        api.propagation.inject(api.trace.setSpan(api.context.active(), span), userProperties),
      );
      told.properties = { ...options?.properties, userProperties };
    }
    const over: Done = (error, ...rest) => {
      if (error) {
        span.recordException(error);
        span.setAttribute('error.type', error.name);
        span.setStatus({ code: api.SpanStatusCode.ERROR, message: error.message });
      }
      span.end();
      if (done) api.context.with(active, done, undefined, error as Error, ...rest);
    };
    return original.call(this, topic, message, told, over);
  };
}

function traceMessages(original: Emit, { api, tracer }: PatchTools): Emit {
  return function emit(event, ...args) {
    if (event !== 'message') return original.call(this, event, ...args);
    const [topic, , packet] = args as [string, unknown, { properties?: Properties } | undefined];
    const carrier = packet?.properties?.userProperties ?? {};
    const parent = api.propagation.extract(api.ROOT_CONTEXT, carrier);
    const span = tracer.startSpan(
      `process ${topic}`,
      { kind: api.SpanKind.CONSUMER, attributes: describe(this, topic, 'process', 'process') },
      parent,
    );
    try {
      return api.context.with(api.trace.setSpan(parent, span), () =>
        original.call(this, event, ...args),
      );
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };
}

/** MQTT: a producer span for `publish`, a consumer span around the listeners of `message`. */
export const mqtt: TracedModule = {
  module: 'mqtt',
  versions: ['>=5 <6'],
  patch(exports: Mqtt, tools) {
    const { prototype } = exports.MqttClient;
    wrapMethod(prototype, 'publish', (original) => tracePublish(original, tools));
    wrapMethod(prototype, 'emit', (original) => traceMessages(original, tools));
    return exports;
  },
};

import { sendingTo } from './destination.js';
import { type TracedModule, wrapMethod } from './traced-module.js';

type Send = (batch: unknown) => unknown;

interface Producer {
  events: { REQUEST: string };
  on(event: string, listener: (told: { payload: { broker: string } }) => void): unknown;
  send: Send;
  sendBatch: Send;
}

interface Kafka {
  Kafka?: { prototype: { producer(this: unknown, config: unknown): Producer } };
}

/** More brokers than a cluster has: addresses that change must not fill the memory. */
const MOST_HOSTS = 1000;

/** Tells the brokers that a producer of KafkaJS talks to. A connection asks one for the others, so that they are known. */
export const kafkaHosts: TracedModule = {
  module: 'kafkajs',
  versions: ['>=0.3.0 <3'],
  patch(exports: Kafka, { api }) {
    const prototype = exports.Kafka?.prototype;
    if (prototype === undefined) return exports;
    wrapMethod(
      prototype,
      'producer',
      (original) =>
        function producer(config) {
          const made = original.call(this, config);
          const hosts = new Set<string>();
          made.on(made.events.REQUEST, ({ payload }) => {
            if (hosts.size < MOST_HOSTS) hosts.add(payload.broker.replace(/:\d+$/, ''));
          });
          for (const name of ['send', 'sendBatch'] as const) {
            const send = made[name];
            made[name] = (batch) => sendingTo(api, [...hosts], () => send(batch));
          }
          return made;
        },
    );
    return exports;
  },
};

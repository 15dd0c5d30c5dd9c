import { sendingTo } from './destination.js';
import { type PatchTools, type TracedModule, wrapMethod } from './traced-module.js';

interface Channel {
  connection: { stream?: { _host?: string; remoteAddress?: string } };
}

type Publish = (this: Channel, ...args: unknown[]) => unknown;

type Model = Record<'Channel' | 'ConfirmChannel', { prototype: { publish: Publish } } | undefined>;

/** Tells the server that a channel of amqplib leads to, by the name that it was connected by. */
function tellHost(exports: Model, { api }: PatchTools): unknown {
  for (const channel of [exports.Channel, exports.ConfirmChannel]) {
    if (!channel || !Object.hasOwn(channel.prototype, 'publish')) continue;
    wrapMethod(
      channel.prototype,
      'publish',
      (original) =>
        function publish(...args) {
          const { _host: name, remoteAddress } = this.connection.stream ?? {};
          return sendingTo(api, [name ?? remoteAddress], () => original.apply(this, args));
        },
    );
  }
  return exports;
}

export const amqpHosts: TracedModule = {
  module: 'amqplib',
  versions: ['>=0.5.5 <3'],
  files: {
    'amqplib/lib/channel_model.js': tellHost,
    'amqplib/lib/callback_model.js': tellHost,
  },
};

// node:http alone: the context in everything that a handler may wait for.
import { EventEmitter, once } from 'node:events';
import { createServer, get } from 'node:http';
import { PassThrough, pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { ask, mark, portOf } from './serve.mjs';

const call = (url) =>
  new Promise((resolve) => get(url, (response) => response.resume().on('end', resolve)));

class Queue {
  waiting = [];
  push(job) {
    this.waiting.push(job);
  }
  // A job that wants its own request's context asks for it, as the API says.
  run() {
    for (const job of this.waiting.splice(0)) job();
  }
}

async function main() {
  const { context } = await import('@opentelemetry/api');
  const queue = new Queue();
  let port;
  const places = {
    async '/await'() {
      await sleep(2);
      mark('after a promise');
      await new Promise((resolve) => process.nextTick(resolve));
      mark('after a tick');
      for await (const chunk of PassThrough.from(['a', 'b'])) mark(`for await ${chunk}`);
    },
    async '/timers'() {
      await new Promise((resolve) => setTimeout(() => resolve(mark('setTimeout')), 1));
      await new Promise((resolve) => setImmediate(() => resolve(mark('setImmediate'))));
      await new Promise((resolve) => queueMicrotask(() => resolve(mark('queueMicrotask'))));
    },
    async '/streams'() {
      const source = new PassThrough();
      const target = new PassThrough();
      target.on('data', () => mark('data'));
      setTimeout(() => source.end('text'), 1);
      await new Promise((resolve) => pipeline(source, target, () => resolve(mark('pipeline'))));
    },
    async '/events'() {
      const emitter = new EventEmitter();
      setTimeout(() => emitter.emit('ready'), 1);
      await once(emitter, 'ready');
      mark('after an event');
    },
    async '/queue'() {
      await new Promise((resolve) => {
        queue.push(context.bind(context.active(), () => resolve(mark('from a queue'))));
        setTimeout(() => queue.run(), 5).unref();
        queueRunner ??= setInterval(() => queue.run(), 3);
      });
    },
    async '/calls'() {
      await call(`http://127.0.0.1:${port}/called`);
      mark('after a call');
      await (await fetch(`http://127.0.0.1:${port}/fetched?card=4111111111111111`)).text();
      mark('after a fetch');
    },
    '/called': () => {},
    '/fetched': () => {},
    async '/throws'() {
      trace.getActiveSpan().recordException(new RangeError('out of range'));
      throw new RangeError('out of range');
    },
  };
  let queueRunner;
  const server = createServer((request, response) => {
    const place = places[request.url.split('?')[0]];
    Promise.resolve()
      .then(place)
      .then(
        () => response.end(),
        () => response.writeHead(500).end(),
      );
  });
  server.listen(0, '127.0.0.1');
  port = await portOf(server);
  const asked = Object.keys(places).filter((path) => path !== '/called' && path !== '/fetched');
  await Promise.all(asked.map((path) => ask(port, path)));
  clearInterval(queueRunner);
  server.closeAllConnections();
  server.close();
}

main();

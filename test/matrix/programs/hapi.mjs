import { setTimeout as sleep } from 'node:timers/promises';
import Hapi from '@hapi/hapi';
import { ask, mark } from './serve.mjs';

async function main() {
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false });
  server.ext('onPreHandler', async (_request, h) => {
    await sleep(1);
    mark('extension');
    return h.continue;
  });
  server.route({
    method: 'GET',
    path: '/orders/{id}',
    async handler() {
      await sleep(1);
      mark('handler');
      return {};
    },
  });
  server.route({
    method: 'GET',
    path: '/boom',
    handler() {
      throw new TypeError('the order is gone');
    },
  });
  await server.start();
  const paths = ['/orders/7', '/boom', '/nowhere'];
  await Promise.all(paths.map((path) => ask(server.info.port, path)));
  await server.stop();
}

main();

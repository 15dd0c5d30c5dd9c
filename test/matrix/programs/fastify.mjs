import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { ask, mark } from './serve.mjs';

async function main() {
  const app = fastify();
  app.addHook('preHandler', async () => {
    await sleep(1);
    mark('hook');
  });
  app.get('/orders/:id', async () => {
    await sleep(1);
    mark('handler');
    return {};
  });
  app.register(
    async (shoes) => {
      shoes.get('/:size', (_request, reply) => {
        mark('nested handler');
        reply.send({});
      });
    },
    { prefix: '/shoes' },
  );
  app.post('/bodies', async () => ({}));
  app.get('/boom', async () => {
    throw new TypeError('the order is gone');
  });
  app.get('/wrong', async () => {
    throw Object.assign(new Error('bad size'), { statusCode: 400 });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  const paths = ['/orders/7', '/shoes/42', '/boom', '/wrong', '/nowhere'];
  await Promise.all(paths.map((path) => ask(port, path)));
  await app.close();
}

main();

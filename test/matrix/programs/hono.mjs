import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { ask, mark, portOf } from './serve.mjs';

async function main() {
  const app = new Hono();
  app.use(async (_context, next) => {
    await sleep(1);
    await next();
    mark('on the way back');
  });
  app.get('/orders/:id', async (context) => {
    await sleep(1);
    mark('handler');
    return context.json({});
  });
  const nested = new Hono();
  nested.get('/:size', (context) => context.json({}));
  app.route('/shoes', nested);
  app.get('/boom', () => {
    throw new TypeError('the order is gone');
  });
  app.onError((_error, context) => context.text('failed', 500));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  const port = await portOf(server);
  const paths = ['/orders/7', '/shoes/42', '/boom', '/nowhere'];
  await Promise.all(paths.map((path) => ask(port, path)));
  server.close();
}

main();

import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from '@koa/router';
import Koa from 'koa';
import { ask, mark, portOf } from './serve.mjs';

async function main() {
  const app = new Koa();
  app.silent = true;
  app.use(async function early(_context, next) {
    await sleep(1);
    await next();
    mark('on the way back');
  });
  const router = new Router();
  router.get('/orders/:id', async (context) => {
    await sleep(1);
    mark('handler');
    context.body = {};
  });
  const nested = new Router();
  nested.get('/:size', (context) => {
    context.body = {};
  });
  router.use('/shoes', nested.routes());
  router.get('/boom', async () => {
    await sleep(1);
    throw new TypeError('the order is gone');
  });
  app.use(router.routes());
  const server = app.listen(0, '127.0.0.1');
  const port = await portOf(server);
  const paths = ['/orders/7', '/shoes/42', '/boom', '/nowhere'];
  await Promise.all(paths.map((path) => ask(port, path)));
  server.close();
}

main();

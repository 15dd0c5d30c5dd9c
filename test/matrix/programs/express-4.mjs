import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express4';
import { ask, mark, portOf } from './serve.mjs';

async function main() {
  const app = express();
  app.use((request, _response, next) => setTimeout(() => next(), 1));
  app.get('/orders/:id', async (_request, response) => {
    await sleep(1);
    mark('handler');
    response.json({});
  });
  const nested = express.Router();
  nested.get('/:size', (_request, response) => {
    mark('nested handler');
    response.json({});
  });
  app.use('/shoes', nested);
  app.get('/boom', (_request, _response, next) => {
    setTimeout(() => next(new TypeError('the order is gone')), 1);
  });
  app.get('/thrown', () => {
    throw new RangeError('the shelf is empty');
  });
  app.use((_error, _request, response, _next) => {
    mark('error handler');
    response.status(500).end();
  });
  const server = app.listen(0, '127.0.0.1');
  const port = await portOf(server);
  const paths = ['/orders/7', '/shoes/42', '/boom', '/thrown', '/nowhere'];
  await Promise.all(paths.map((path) => ask(port, path)));
  server.close();
}

main();

import { createServer } from 'node:http';
import next from 'next';
import { ask, portOf } from './serve.mjs';

async function main() {
  const prices = createServer((_request, response) => response.end('{"amount":12}'));
  prices[Symbol.for('sonde.untraced')] = true;
  prices.listen(0, '127.0.0.1');
  process.env.PRICES_URL = `http://127.0.0.1:${await portOf(prices)}`;

  const app = next({ dev: false, dir: process.env.NEXT_APP, hostname: '127.0.0.1', quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1');
  const port = await portOf(server);
  const paths = [
    '/api/orders/7',
    '/api/boom',
    '/api/old',
    '/shelf/tea?token=sekret',
    '/shelf/broken',
    '/nowhere',
  ];
  await Promise.all(paths.map((path) => ask(port, path)));
  await new Promise((resolve) => server.close(resolve));
  await app.close();
  prices.closeAllConnections();
  prices.close();
}

main();

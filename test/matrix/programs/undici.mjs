import { createServer } from 'node:http';
import { Agent, fetch, request } from 'undici';
import { mark, portOf, serve } from './serve.mjs';

async function main() {
  const other = createServer((incoming, response) => {
    response.statusCode = incoming.url === '/missing' ? 404 : 200;
    response.end(incoming.headers.traceparent);
  });
  other.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${await portOf(other)}`;
  const dispatcher = new Agent({ connections: 1 });
  await serve({
    async '/fetch'() {
      await (await fetch(`${base}/fetched?token=sekret`, { dispatcher })).text();
      mark('after undici.fetch');
    },
    async '/request'() {
      const { body } = await request(`${base}/requested`, { dispatcher });
      await body.dump();
      mark('after undici.request');
    },
    async '/global'() {
      await (await globalThis.fetch(`${base}/missing`)).text();
      mark('after the global fetch');
    },
    async '/refused'() {
      await fetch('http://127.0.0.1:1/refused').catch(() => {});
      mark('after a refused call');
    },
  });
  await dispatcher.close();
  other.closeAllConnections();
  other.close();
}

main();

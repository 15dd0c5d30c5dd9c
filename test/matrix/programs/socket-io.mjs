import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { mark, portOf, serve } from './serve.mjs';

async function main() {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  server.on('connection', (socket) => {
    socket.on('order', (_card, done) => {
      mark('served');
      done('ok');
    });
  });
  http.listen(0, '127.0.0.1');
  const client = io(`http://127.0.0.1:${await portOf(http)}`, { transports: ['websocket'] });
  await new Promise((resolve) => client.on('connect', resolve));
  await serve({
    async '/order'() {
      await client.emitWithAck('order', 'sekret');
      mark('after an answer');
    },
  });
  client.close();
  await server.close();
}

main();

import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { mark, portOf, serve } from './serve.mjs';

async function main() {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/live' });
  sockets.on('connection', (socket) => {
    mark('connection');
    socket.send('hello');
  });
  http.listen(0, '127.0.0.1');
  const port = await portOf(http);
  await serve({
    async '/opens'() {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/live?token=sekret`);
      await new Promise((resolve) => socket.once('message', resolve));
      mark('in a message');
      socket.close();
    },
    async '/refused'() {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`);
      await new Promise((resolve) => socket.once('error', resolve));
    },
  });
  sockets.close();
  http.close();
}

main();

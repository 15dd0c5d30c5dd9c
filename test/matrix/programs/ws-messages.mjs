// With SONDE_WEBSOCKET_MESSAGES: the trace in text messages that are JSON objects, and in no other.
import { WebSocket, WebSocketServer } from 'ws';
import { mark, portOf, serve } from './serve.mjs';

const MESSAGES = ['{"order": 7}', '{}', 'plain text', '[1]', '{"traceparent":"mine"}'];

async function main() {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const got = [];
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => {
      mark(`got ${isBinary ? 'bytes' : data}`);
      got.push(isBinary ? 'bytes' : `${data}`);
      socket.send(data, { binary: isBinary });
    });
  });
  const socket = new WebSocket(`ws://127.0.0.1:${await portOf(sockets._server)}`);
  await new Promise((resolve) => socket.once('open', resolve));
  await serve({
    async '/send'() {
      for (const message of MESSAGES) {
        const back = new Promise((resolve) => socket.once('message', resolve));
        socket.send(message);
        if (`${await back}` !== message) throw new Error(`${message} came back changed`);
      }
      const back = new Promise((resolve) => socket.once('message', resolve));
      socket.send(Buffer.from('{"bytes": 1}'));
      await back;
    },
  });
  if (`${got}` !== `${[...MESSAGES, 'bytes']}`) throw new Error(`the server got ${got}`);
  socket.close();
  sockets.close();
}

main();

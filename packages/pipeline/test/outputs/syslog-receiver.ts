import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { readCounted, readSyslogMessage, type SyslogMessage } from './rfc5424.js';

export interface SyslogReceiver {
  port: number;
  messages: SyslogMessage[];
  connections: number;
  /** Breaks all connections off, with a reset. */
  reset(): void;
  close(): Promise<void>;
}

export async function receiveDatagrams(port = 0, address = '127.0.0.1'): Promise<SyslogReceiver> {
  const socket = createSocket('udp4');
  const messages: SyslogMessage[] = [];
  socket.on('message', (message) => messages.push(readSyslogMessage(message)));
  await new Promise<void>((resolve) => socket.bind(port, address, resolve));
  return {
    port: socket.address().port,
    messages,
    connections: 0,
    reset() {},
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** @param tls a certificate and its key; without it, plain TCP. */
export async function receiveStream(
  tls?: { cert: string; key: string },
  port = 0,
): Promise<SyslogReceiver> {
  const messages: SyslogMessage[] = [];
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    receiver.connections++;
    sockets.add(socket);
    let stream: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (part: Buffer) => {
      const read = readCounted(Buffer.concat([stream, part]));
      stream = read.rest;
      messages.push(...read.messages.map(readSyslogMessage));
    });
  };
  const server: Server = tls ? createTlsServer(tls, accept) : createServer(accept);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const receiver: SyslogReceiver = {
    port: (server.address() as AddressInfo).port,
    messages,
    connections: 0,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return receiver;
}

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a receiver on which packets are lost. */
export interface LossyLink {
  /** The receiver's address by this way. */
  through(url: string): string;
  close(): Promise<void>;
}

/** What Linux waits at least before it sends a segment again; each further wait is twice as long. */
const RETRANSMIT_MS = 200;
const SEGMENT_BYTES = 1448;
const MOST_TRIES = 6;

/** How long the segment takes that is lost with that chance each time, in order and whole as TCP gives it. */
function delayOf(loss: number): number {
  let delay = 0;
  for (let tries = 0; tries < MOST_TRIES && Math.random() < loss; tries++) {
    delay += RETRANSMIT_MS * 2 ** tries;
  }
  return delay;
}

/** Of the segments of one write those that are lost are sent again side by side: the slowest counts. */
function carry(from: Socket, to: Socket, loss: number): void {
  let before = Promise.resolve();
  from.on('data', (part: Buffer) => {
    const segments = Math.min(Math.ceil(part.length / SEGMENT_BYTES), 4);
    const delay = Math.max(...Array.from({ length: segments }, () => delayOf(loss)));
    before = before.then(
      () =>
        new Promise((resolve) => {
          setTimeout(() => {
            if (to.writable) to.write(part);
            resolve();
          }, delay);
        }),
    );
  });
  from.on('error', () => to.destroy());
  from.on('close', () => void before.then(() => to.end()));
}

/** Stands before a receiver; what it is sent by TCP comes as late as over a link that loses packets. */
export async function createLossyLink(port: number, loss: number): Promise<LossyLink> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    carry(near, far, loss);
    carry(far, near, loss);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    through: (url) => url.replace(`:${port}/`, `:${own}/`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

export interface Recorder {
  url: string;
  /** Every body that went through, inflated, and every request's head. */
  bytes(): Buffer;
  /** How many requests went through, by path. */
  requests(): Record<string, number>;
  /** From now on nothing goes through: who sends is told to come back later. */
  refuse(): void;
  close(): Promise<void>;
}

/** A proxy on the wire between the services and the viewer that keeps a copy of everything. */
export async function startRecorder(target: string): Promise<Recorder> {
  const copies: Buffer[] = [];
  const requests: Record<string, number> = {};
  let refusing = false;

  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const { url = '/', method, headers, rawHeaders } = incoming;
    requests[url] = (requests[url] ?? 0) + 1;
    copies.push(Buffer.from(`${method} ${url}\n${rawHeaders.join('\n')}\n`));
    copies.push(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    if (refusing) {
      outgoing.writeHead(503).end();
      return;
    }
    const forwarded = request(new URL(url, target), { method, headers });
    forwarded.on('error', () => outgoing.writeHead(502).end());
    forwarded.on('response', (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => Buffer.concat(copies),
    requests: () => ({ ...requests }),
    refuse: () => {
      refusing = true;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

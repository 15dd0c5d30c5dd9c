import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { countRecords } from './count-records.ts';

/** Counts the records that come by OTLP or in Loki's own form, and tells its parent after each request. */
let count = 0;

/** By connection: memory for a body, which the next one uses again. */
const bodies = new WeakMap<Socket, Buffer>();
const FIRST_BYTES = 1_048_576;

const server = createServer((request, response) => {
  const { socket } = request;
  let held = bodies.get(socket) ?? Buffer.allocUnsafeSlow(FIRST_BYTES);
  let length = 0;
  request.on('data', (part: Buffer) => {
    if (length + part.length > held.length) {
      const grown = Buffer.allocUnsafeSlow(held.length * 2 + part.length);
      held.copy(grown, 0, 0, length);
      held = grown;
    }
    length += part.copy(held, length);
  });
  request.on('end', () => {
    const at = Date.now();
    bodies.set(socket, held);
    const loki = request.url?.startsWith('/loki/') === true;
    response.writeHead(loki ? 204 : 200, { 'content-type': 'application/x-protobuf' }).end();
    const raw = held.subarray(0, length);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    count += countRecords(request.url ?? '', body);
    process.send?.({ count, at });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port });
});

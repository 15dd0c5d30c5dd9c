import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { countRecords } from './count-records.ts';

/** Counts the records that come by OTLP or in Loki's own form, and tells its parent after each request. */
let count = 0;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const at = Date.now();
    const loki = request.url?.startsWith('/loki/') === true;
    response.writeHead(loki ? 204 : 200, { 'content-type': 'application/x-protobuf' }).end();
    const raw = Buffer.concat(parts);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    count += countRecords(request.url ?? '', body);
    process.send?.({ count, at });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port });
});

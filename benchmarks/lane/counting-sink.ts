import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { decodeLogs } from '@sonde/otlp';

/** Counts the records that come by OTLP or in Loki's own form, and tells its parent after each request. */
let count = 0;

function recordsIn(path: string, body: Buffer): number {
  if (path.startsWith('/loki/')) {
    const { streams } = JSON.parse(body.toString()) as { streams: { values: unknown[] }[] };
    return streams.reduce((sum, stream) => sum + stream.values.length, 0);
  }
  const groups = decodeLogs(body).resourceLogs.flatMap((group) => group.scopeLogs);
  return groups.reduce((sum, group) => sum + group.logRecords.length, 0);
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const at = Date.now();
    const loki = request.url?.startsWith('/loki/') === true;
    response.writeHead(loki ? 204 : 200, { 'content-type': 'application/x-protobuf' }).end();
    const raw = Buffer.concat(parts);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    count += recordsIn(request.url ?? '', body);
    process.send?.({ count, at });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port });
});

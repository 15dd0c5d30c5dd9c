// Takes OTLP, and says how many records of the server's own and how many of pages came.
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { decodeLogs } from '@sonde/otlp';

let own = 0;
let pages = 0;
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ own, pages }));
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    if (request.url === '/v1/logs') {
      for (const { resource, scopeLogs } of decodeLogs(body).resourceLogs) {
        const isPage = resource?.attributes.some(({ key }) => key === 'sonde.source');
        for (const { logRecords } of scopeLogs) {
          if (isPage) pages += logRecords.length;
          else own += logRecords.filter((r) => r.body?.stringValue === 'orders listed').length;
        }
      }
    }
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));

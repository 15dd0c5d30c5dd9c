import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { countRecords } from './count-records.ts';

/** Takes 20 records a second, and no more: each answer comes when that many would have been written. */
const RECORDS_PER_SECOND = 20;

let free = performance.now();
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const raw = Buffer.concat(parts);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const took = (countRecords(request.url ?? '', body) / RECORDS_PER_SECOND) * 1000;
    free = Math.max(free, performance.now()) + took;
    setTimeout(() => response.end(), free - performance.now());
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});

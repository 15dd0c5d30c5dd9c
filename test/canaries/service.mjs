// A careless service: puts each canary into its positions, through every way out that there is.
// argv: a file of [position, canary] pairs as JSON, and which of the positions print.
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { createIntake } from '@sonde/intake';
import { createLogger } from '@sonde/logger';
import { captureError, flush, status } from '@sonde/node';
import pino from 'pino';
import { positions } from './positions.mjs';

const [file] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(file, 'utf8'));
const FLUSH_EVERY = 200;

const intake = createIntake({
  limits: { clientPerSecond: 1e6, clientBurst: 1e6, recordsPerSecond: 1e6, bytesPerSecond: 1e9 },
});
const server = createServer((incoming, outgoing) => {
  if (incoming.url === '/telemetry') return intake(incoming, outgoing);
  outgoing.end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();

/** Sends a request to this service itself: a client span and a server span. */
const call = (path, { headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      {
        port,
        path,
        method: body ? 'POST' : 'GET',
        headers: { host: `127.0.0.1:${port}`, ...headers },
      },
      (response) => response.resume().on('end', () => resolve(response.statusCode)),
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const tracer = trace.getTracer('careless');
const tools = {
  log: createLogger({ print: 'json' }),
  // What a plain pino prints is the application's own affair; what it gives to the lane is ours.
  plain: pino(pino.destination('/dev/null')),
  captureError,
  call,
  span(name, work) {
    const span = tracer.startSpan(name);
    try {
      work(span, SpanStatusCode);
    } finally {
      span.end();
    }
  },
  async page(payload) {
    const answer = await call('/telemetry', {
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(payload),
    });
    if (answer !== 204) throw new Error(`the intake answered ${answer}`);
  },
};

let done = 0;
for (const [name, canary] of cases) {
  try {
    await positions[name].put(canary, tools);
  } catch (error) {
    process.stderr.write(`${name} failed: ${error.message.slice(0, 60)}\n`);
  }
  if (++done % FLUSH_EVERY === 0) await flush(10_000);
}
await flush(10_000);
process.send?.({ ledger: status() });
server.close();
server.closeAllConnections();
// The last: a crash record.
const [, last] = cases.findLast(([name]) => positions[name].formed);
process.disconnect?.();
setImmediate(() => {
  throw Object.assign(new Error(`told-crash password="${last}" and ${last}`), { token: last });
});

// One JSON route, one log line and one outgoing call a request. Sends its port. Told `begin` it measures its event-loop
// delay, and told anything else it stops and answers with that, of all such times together, and its memory.
import { Agent, createServer, get } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { json } from 'node:stream/consumers';
import fastify, { LogController } from 'fastify';
import pino from 'pino';

const upstream = process.env.UPSTREAM;
const delay = monitorEventLoopDelay({ resolution: 1 });
const app = fastify({
  loggerInstance: pino({ level: 'info' }, pino.destination('/dev/null')),
  logController: new LogController({ disableRequestLogging: true }),
});

const agent = new Agent({ keepAlive: true });
const calls = {
  fetch: async (url) => (await fetch(url)).json(),
  http: (url) =>
    new Promise((resolve, reject) => {
      get(url, { agent }, (answer) => json(answer).then(resolve, reject)).on('error', reject);
    }),
};
const call = calls[process.env.CALL ?? 'http'];

app.get('/items/:id', async (request) => {
  const price = await call(`${upstream}/price`);
  request.log.info({ item: request.params.id, price: price.amount }, 'item shown');
  return { id: request.params.id, name: 'A thing', price: price.amount };
});

if (upstream === undefined) {
  // A connection that it closes just as the next call begins would be that call's error.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"amount":12}');
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
} else {
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send({ port: app.server.address().port });
  process.on('message', (message) => {
    if (message === 'begin') {
      delay.enable();
      return;
    }
    delay.disable();
    process.send({ p99: delay.percentile(99) / 1e6, rss: process.memoryUsage.rss() / 2 ** 20 });
  });
}
// However the benchmark ends, so does this.
process.on('disconnect', () => process.exit());

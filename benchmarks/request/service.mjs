// One JSON route, one log line and one outgoing call a request. Prints its port; prints its memory at SIGUSR2.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fastify, { LogController } from 'fastify';
import pino from 'pino';

const upstream = process.env.UPSTREAM;
const delay = monitorEventLoopDelay({ resolution: 1 });
const app = fastify({
  loggerInstance: pino({ level: 'info' }, pino.destination('/dev/null')),
  logController: new LogController({ disableRequestLogging: true }),
});

app.get('/items/:id', async (request) => {
  const answer = await fetch(`${upstream}/price`);
  const price = await answer.json();
  request.log.info({ item: request.params.id, price: price.amount }, 'item shown');
  return { id: request.params.id, name: 'A thing', price: price.amount };
});

if (upstream === undefined) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"amount":12}');
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
} else {
  await app.listen({ port: 0, host: '127.0.0.1' });
  console.log(app.server.address().port);
  process.on('message', (message) => {
    if (message === 'begin') {
      delay.enable();
      delay.reset();
    } else {
      process.send({ p99: delay.percentile(99) / 1e6, rss: process.memoryUsage.rss() / 2 ** 20 });
    }
  });
}

// What a service does all day: a line a request, a call in one of ten, an error in one of a hundred. Sends
// its port; told anything, it collects its garbage and answers with the memory that is left.
import { Agent, createServer, get } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import fastify, { LogController } from 'fastify';
import pino from 'pino';

const MIB = 2 ** 20;
const agent = new Agent({ keepAlive: true });
const upstream = createServer((_request, response) => response.end('{"amount":12}'));
await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
const call = () =>
  new Promise((resolve, reject) => {
    get({ port: upstream.address().port, agent, path: '/price' }, (answer) => {
      answer.resume().on('end', resolve);
    }).on('error', reject);
  });

const app = fastify({
  loggerInstance: pino({ level: 'info' }, pino.destination('/dev/null')),
  logController: new LogController({ disableRequestLogging: true }),
});
let served = 0;
app.get('/items/:id', async (request) => {
  served++;
  if (served % 10 === 0) await call();
  request.log.info({ item: request.params.id, session: `s-${served}` }, 'item shown');
  if (served % 100 === 0) throw new Error(`item ${served} is gone`);
  return { id: request.params.id };
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.send({ port: app.server.address().port });
process.on('message', async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await turn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ served, rss: rss / MIB, heap: heapUsed / MIB, external: external / MIB });
});
// However the benchmark ends, so does this.
process.on('disconnect', () => process.exit());

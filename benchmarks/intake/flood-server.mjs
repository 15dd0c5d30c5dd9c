// One server: /orders is its own route and writes a line, /telemetry is for pages. KIND says what
// takes the posts: `bare` reads and answers, `lane` also writes one line of its own for each, `intake`.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createIntake } from '@sonde/intake';
import { sharedLane } from '@sonde/pipeline';

const kind = process.env.KIND;
const lane = kind === 'bare' ? undefined : sharedLane();
const intake = kind === 'intake' ? createIntake({ path: '/telemetry' }) : undefined;
const orders = JSON.stringify(Array.from({ length: 20 }, (_, id) => ({ id, total: id * 3 })));
const line = (msg) => JSON.stringify({ level: 30, time: Date.now(), msg, order: 7, total: 21 });
let own = 0;

const server = createServer((request, response) => {
  if (request.url === '/orders') {
    own += 1;
    lane?.offer('logs', line('orders listed'), 30);
    response.writeHead(200, { 'content-type': 'application/json' }).end(orders);
  } else if (intake) {
    intake(request, response);
  } else {
    request.resume();
    request.on('end', () => {
      lane?.offer('logs', line('a beacon'), 10);
      response.writeHead(204).end();
    });
  }
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50).unref();
process.on('message', async () => {
  await lane?.flush(5_000);
  const { user, system } = process.cpuUsage();
  process.send({
    own,
    delayP99: delay.percentile(99) / 1e6,
    cpu: (user + system) / 1e6,
    rss: peak / 2 ** 20,
    stats: intake?.stats(),
    ledger: lane?.ledger().signals,
  });
  delay.reset();
});

// 20,000 series: ten counters of 2,000 label sets. /metrics of Sonde at one port, prom-client's own text at
// another; both in one process. Prints the two ports.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { startMetrics } from '@sonde/metrics';
import { sharedLane, warn } from '@sonde/pipeline';
import { Counter, Registry } from 'prom-client';

const METRICS = 10;
const SERIES = 2000;
const env = { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' };
const metrics = startMetrics({ lane: sharedLane(), resource: { attributes: [] }, env, warn });
const meter = metrics.meterProvider.getMeter('bench');
const peer = new Registry();
for (let m = 0; m < METRICS; m++) {
  const ours = meter.createCounter(`bench.ours.${m}`);
  const theirs = new Counter({
    name: `bench_theirs_${m}`,
    help: 'x',
    labelNames: ['route', 'status'],
    registers: [peer],
  });
  for (let s = 0; s < SERIES; s++) {
    const labels = { route: `/things/${s}`, status: String(200 + (s % 5)) };
    ours.add(s, labels);
    theirs.inc(labels, s);
  }
}

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const server = createServer(async (request, response) => {
  if (request.url === '/stall') {
    const longest = delay.max / 1e6;
    delay.reset();
    response.end(String(longest));
  } else response.end(await peer.metrics());
});
server.listen(0, '127.0.0.1', async () => {
  while (!metrics.address) await setTimeout(10);
  console.log(JSON.stringify({ ours: metrics.address, theirs: server.address().port }));
});

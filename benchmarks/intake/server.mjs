// An intake before the real lane; tells at each message what its main thread has used and counted.
import { createServer } from 'node:http';
import { createIntake } from '@sonde/intake';
import { sharedLane } from '@sonde/pipeline';

const most = 1e9;
const intake = createIntake({
  trustedProxies: 1,
  limits: {
    clientPerSecond: most,
    clientBurst: most,
    requestsPerSecond: most,
    recordsPerSecond: most,
    bytesPerSecond: most,
    concurrent: 1_000,
  },
});
const server = createServer(intake);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5).unref();
process.on('message', (what) => {
  if (what === 'collect') {
    globalThis.gc();
    peak = process.memoryUsage().rss;
  }
  const { user, system } = process.threadCpuUsage();
  process.send({
    cpu: (user + system) / 1e6,
    accepted: intake.stats().accepted,
    refused: intake.stats().refused,
    ledger: sharedLane().ledger().signals,
    rss: process.memoryUsage().rss / 2 ** 20,
    peak: peak / 2 ** 20,
  });
});

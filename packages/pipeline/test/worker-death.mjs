// The lane's worker is nobody's to reach, so this program hands the lane a Worker that can be killed.
import { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

const made = [];
const { Worker } = workerThreads;
workerThreads.Worker = class extends Worker {
  constructor(...rest) {
    super(...rest);
    made.push(this);
  }
};
syncBuiltinESMExports();

const { createLane, resolveLaneOptions } = await import('@sonde/pipeline');
const lane = createLane(resolveLaneOptions(JSON.parse(process.env.PLAN).options, {}, () => {}));
let number = 0;
const timer = setInterval(() => {
  for (let i = 0; i < 20; i++) {
    lane.offer('logs', JSON.stringify({ level: 30, time: Date.now(), msg: String(number++) }));
  }
  if (number === 100 || number === 300) void made.at(-1)?.terminate();
  if (number < 500) return;
  clearInterval(timer);
  process.exitCode = 5;
}, 30);
process.on('exit', () => {
  writeSync(1, JSON.stringify({ number, workers: made.length, ledger: lane.ledger() }));
});

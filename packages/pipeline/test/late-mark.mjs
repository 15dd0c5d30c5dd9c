// The lane's first worker ends after it marked the last record of a block, and before it marked the block.
import { writeSync } from 'node:fs';
import { prepareWorker } from './prepare-worker.mjs';

const FIRST = 0;
const DIED = 1;
const steer = new Int32Array(new SharedArrayBuffer(4));
prepareWorker(
  `const { delete: remove } = Map.prototype;
   Map.prototype.delete = function (key) {
     const isThere = new Error().stack.includes('doneInBlock');
     if (isThere && Atomics.compareExchange(steer, 0, ${FIRST}, ${DIED}) === ${FIRST}) process.exit();
     return remove.call(this, key);
   };`,
  steer,
);

const { createLane, resolveLaneOptions } = await import('@sonde/pipeline');
const lane = createLane(resolveLaneOptions(JSON.parse(process.env.PLAN).options, {}, () => {}));
const pad = 'x'.repeat(1000);
// More than a ring takes before it packs.
for (let number = 0; number < 1000; number++) {
  lane.offer('logs', JSON.stringify({ level: 30, time: 1, msg: String(number), pad }));
}
const stay = setInterval(() => {}, 1000);
const flushed = await lane.flush(5000);
clearInterval(stay);
const died = Atomics.load(steer, 0) === DIED;
writeSync(1, JSON.stringify({ died, flushed }));

// A lane whose worker gets its addresses and the time from this program, and that from its parent.
import { prepareWorker } from '../prepare-worker.mjs';

const steer = new Int32Array(new SharedArrayBuffer(8));
const ADDRESS = 0;
const AHEAD_MS = 1;
prepareWorker(
  `require('node:dns/promises').lookup = async () => {
     const last = Atomics.load(steer, ${ADDRESS});
     if (last === 0) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
     return { address: '127.0.0.' + last, family: 4 };
   };
   const now = performance.now.bind(performance);
   performance.now = () => now() + Atomics.load(steer, ${AHEAD_MS})`,
  steer,
);

const { createLane, resolveLaneOptions } = await import('@sonde/pipeline');
const lane = createLane(resolveLaneOptions({ spool: undefined }, process.env, () => {}));
process.on('message', ({ address, aheadMs, log }) => {
  Atomics.store(steer, ADDRESS, address);
  Atomics.store(steer, AHEAD_MS, aheadMs);
  lane.offer('logs', JSON.stringify({ level: 30, time: 1, msg: log }), 30);
});

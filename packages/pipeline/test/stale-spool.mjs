// A lane whose spool is on a server that forgets the open files when the parent says so.
import { prepareWorker } from './prepare-worker.mjs';

const steer = new Int32Array(new SharedArrayBuffer(4));
prepareWorker(
  `const fs = require('node:fs');
   const { openSync } = fs;
   const known = new Map();
   fs.openSync = (...given) => {
     const file = openSync(...given);
     known.set(file, Atomics.load(steer, 0));
     return file;
   };
   for (const name of ['writevSync', 'readSync', 'fstatSync', 'ftruncateSync']) {
     const act = fs[name];
     fs[name] = (file, ...rest) => {
       if (known.get(file) === Atomics.load(steer, 0)) return act(file, ...rest);
       throw Object.assign(new Error('ESTALE'), { code: 'ESTALE' });
     };
   }`,
  steer,
);

const { createLane, resolveLaneOptions } = await import('@sonde/pipeline');
const lane = createLane(resolveLaneOptions(JSON.parse(process.env.PLAN).options, {}, () => {}));
process.on('message', ({ log, forgets }) => {
  if (forgets) Atomics.add(steer, 0, 1);
  if (log) lane.offer('logs', JSON.stringify({ level: 30, time: 1, msg: log }), 30);
  process.send(lane.ledger());
});

// The lane's own worker with a fault that comes after a while; how many times, the environment of the
// application says.
import { workerData } from 'node:worker_threads';

const { url, fault, afterMs } = workerData.faulty;
await import(url);

const faults = {
  throws: () => {
    throw new Error('on purpose');
  },
  rejects: () => void Promise.reject(new Error('on purpose')),
  exits: () => process.exit(3),
  loops: () => {
    for (;;);
  },
  'runs out of memory': () => {
    const all = [];
    for (;;) all.push(Array.from({ length: 10_000 }, Math.random));
  },
};
setTimeout(() => faults[fault](), afterMs);

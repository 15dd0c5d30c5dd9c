// Loaded before the application: its first workers are given the fault that FAULT tells.
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

const { fault, times, afterMs } = JSON.parse(process.env.FAULT);
const { Worker } = workerThreads;
let made = 0;

workerThreads.Worker = class extends Worker {
  constructor(url, options) {
    const broken = String(url).endsWith('/lane-worker.cjs') && made++ < times;
    globalThis.workersMade = made;
    if (!broken) super(url, options);
    else {
      const faulty = { url: String(url), fault, afterMs };
      super(new URL('./faulty-worker.mjs', import.meta.url), {
        ...options,
        workerData: { ...options.workerData, faulty },
      });
    }
  }
};
syncBuiltinESMExports();
process.on('exit', () => process.stderr.write(`WORKERS ${made}\n`));

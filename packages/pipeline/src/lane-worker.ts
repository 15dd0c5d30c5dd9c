import { parentPort, workerData } from 'node:worker_threads';
import type { LaneWorkerData } from './lane-host.js';
import { runWorker } from './run-worker.js';
import { tellThread } from './worker-pulse.js';

// The application's thread loads this file too, for these alone, where the worker is no help or is not allowed.
export { createRescuer } from './rescue-ring.js';
export { runWorker };

const data = workerData as LaneWorkerData | null;

if (parentPort && data?.kind === 'sonde.lane') {
  const port = parentPort;
  tellThread(data.memory.control);
  const close = runWorker(data, (warning) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
    port.postMessage({ warning });
  });
  // A port that is listened to keeps this thread alive while it waits for the ring.
  port.on('message', (message) => {
    if (message !== 'close') return;
    close();
    process.exit();
  });
}

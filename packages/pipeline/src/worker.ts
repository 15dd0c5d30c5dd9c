import { parentPort, workerData } from 'node:worker_threads';
import type { LaneWorkerData } from './lane-host.js';
import { runWorker } from './run-worker.js';

const close = runWorker(workerData as LaneWorkerData, (warning) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage({ warning });
});

// A port that is listened to keeps this thread alive while it waits for the ring.
parentPort?.on('message', (message) => {
  if (message !== 'close') return;
  close();
  process.exit();
});

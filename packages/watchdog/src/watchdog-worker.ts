import { parentPort, workerData } from 'node:worker_threads';
import { runWatcher } from './run-watcher.js';
import type { BlockSeen, WatcherData } from './watchdog-messages.js';

const look = runWatcher(workerData as WatcherData, (told) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage(told);
});

parentPort?.on('message', (seen: BlockSeen) => look(seen));

import { parentPort, workerData } from 'node:worker_threads';
import {
  createSymbolicator,
  type SymbolicateHint,
  type SymbolicatorOptions,
} from './symbolicator.js';
import type { Frame } from './types.js';

export interface SymbolicateRequest {
  id: number;
  frames: Frame[];
  hint: SymbolicateHint;
}

export interface SymbolicateResponse {
  id: number;
  frames: Frame[];
}

const symbolicate = createSymbolicator(workerData as SymbolicatorOptions);

parentPort?.on('message', ({ id, frames, hint }: SymbolicateRequest) => {
  const response: SymbolicateResponse = { id, frames: symbolicate(frames, hint) };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
  parentPort?.postMessage(response);
});

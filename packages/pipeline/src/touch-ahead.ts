import { type LaneMemory, word } from './lane-memory.js';

/** What a busy application writes within a nap of the worker. */
const AHEAD_BYTES = 262_144;
/** No machine has smaller ones. */
const PAGE_BYTES = 4096;

/**
 * Touches the pages of the ring that the application is about to write for the first time, so that the worker
 * waits for the machine's memory, and not a log call: that was a sixth of a short line.
 */
export function createTouchAhead({ control, ring }: LaneMemory): () => void {
  const words = new Int32Array(ring);
  const size = ring.byteLength;
  let touched = 0;

  return () => {
    if (touched === size) return;
    const until = Math.min(size, (Atomics.load(control, word.head) >>> 0) + AHEAD_BYTES);
    // Leaves what stands there as it is, even if it is being written at this moment.
    for (; touched < until; touched += PAGE_BYTES) Atomics.or(words, touched >> 2, 0);
  };
}

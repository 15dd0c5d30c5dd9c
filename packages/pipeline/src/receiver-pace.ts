import { laneLimits } from './lane-limits.js';
import type { RingReader } from './ring-reader.js';

/** Whether the receiver keeps up with the application. */
export interface ReceiverPace {
  /** Said when it has taken a batch. */
  took(): void;
  /** Then what waits moves to disk, before the ring is full. */
  isBehind(): boolean;
}

export function createReceiverPace(ring: RingReader): ReceiverPace {
  let tookAt = performance.now();

  return {
    took() {
      tookAt = performance.now();
    },
    isBehind() {
      const usage = ring.usage();
      if (usage > laneLimits.spillShare) return true;
      // One that takes batches gets the rest of a burst too, without a way over the disk.
      return usage > laneLimits.stalledShare && performance.now() - tookAt > laneLimits.stalledMs;
    },
  };
}

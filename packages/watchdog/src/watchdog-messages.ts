import type { CpuProfile } from './cpu-profile.js';
import type { Gap } from './heart.js';
import type { Probe } from './prober.js';

export interface WatcherData {
  memory: Int32Array;
  thresholdMs: number;
  /** The thread to ask is the process's first; no other can be reached. */
  canAsk: boolean;
}

/** From the watched thread: a block to look into. Times of `monotonicMs`. */
export interface BlockSeen {
  id: number;
  gap: Gap;
  /** Absent where the thread can not be asked: then the profile alone must tell. */
  proof?: { from: number; provenFrom: number; to: number; probes: Probe[] };
  profiles: CpuProfile[];
  /** Milliseconds of garbage collection within `proof`, or within `gap`. */
  gcMs: number;
  /** Milliseconds since the epoch at `gap.to`. */
  epochMs: number;
}

/** From the watching thread: what the block was. */
export interface BlockTold {
  id: number;
  durationMs: number;
  /** The blocking function; absent if it could not be found out. */
  name?: string;
  /** The line for the lane; absent above the limit of records. */
  line?: string;
}

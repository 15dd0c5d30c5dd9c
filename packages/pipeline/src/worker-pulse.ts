import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { readStat, statField } from './kernel-stat.js';
import { laneLimits } from './lane-limits.js';
import { word } from './lane-memory.js';

/** Tells a worker that hangs from one that the machine keeps waiting for a processor or a disk. */
export interface WorkerPulse {
  /**
   * To be asked often while there is something to do.
   *
   * @param mostMs of the time since the last look: a stall of this thread is none of the worker's.
   * @returns whether it has stood still for longer than a worker may.
   */
  hangs(mostMs: number): boolean;
}

/** Of the kernel's ticks in `/proc`, wherever Node runs. */
const TICK_MS = 10;

/** Says to the application's thread which of the kernel's threads this one is, where that can be told. */
export function tellThread(control: Int32Array<SharedArrayBuffer>): void {
  try {
    Atomics.store(control, word.thread, Number(basename(readlinkSync('/proc/thread-self'))));
  } catch {
    // No Linux, or not to be read: time alone has to tell.
  }
}

/** undefined where the kernel doesn't say. */
function readThread(thread: number): { sleeps: boolean; ranMs: number } | undefined {
  if (thread === 0) return undefined;
  try {
    const fields = readStat(`/proc/self/task/${thread}/stat`);
    const ticks = Number(fields[statField.user]) + Number(fields[statField.system]);
    return { sleeps: fields[statField.state] === 'S', ranMs: ticks * TICK_MS };
  } catch {
    return undefined;
  }
}

export function createWorkerPulse(control: Int32Array<SharedArrayBuffer>): WorkerPulse {
  let beat = Atomics.load(control, word.heartbeat);
  let lookedAt = performance.now();
  let ranMs: number | undefined;
  let stoodMs = 0;

  return {
    hangs(mostMs) {
      const heard = Atomics.load(control, word.heartbeat);
      const now = performance.now();
      const passed = Math.min(now - lookedAt, mostMs);
      lookedAt = now;
      if (heard !== beat) {
        beat = heard;
        ranMs = undefined;
        stoodMs = 0;
        return false;
      }
      const thread = readThread(Atomics.load(control, word.thread));
      // Ready to run but not let, or in the hands of a disk, it can't move; another would fare no better.
      const could = !thread || thread.sleeps || ranMs === undefined ? passed : thread.ranMs - ranMs;
      ranMs = thread?.ranMs;
      stoodMs += could;
      return stoodMs >= (heard === 0 ? laneLimits.startMs : laneLimits.hangMs);
    },
  };
}

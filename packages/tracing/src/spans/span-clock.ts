import { performance } from 'node:perf_hooks';

/** How far the wall clock may move before times follow it. */
const DRIFT_MS = 5;
/** How often that is looked at. */
const LOOK_MS = 1000;

let offset = Date.now() - performance.now();
let looked = performance.now();

/**
 * Milliseconds since the epoch, with parts of a microsecond, that never go back within a span of
 * ordinary length. The wall clock is followed when it is set, and after the machine has slept.
 */
export function clockMs(): number {
  const now = performance.now();
  if (now - looked > LOOK_MS) {
    looked = now;
    const fresh = Date.now() - now;
    if (Math.abs(fresh - offset) > DRIFT_MS) offset = fresh;
  }
  return offset + now;
}

/** The same clock's reading at a time of `performance.now()`. */
export function clockMsAt(performanceMs: number): number {
  return offset + performanceMs;
}

import { hrtime } from 'node:process';

/**
 * Milliseconds of the one clock that all threads and the CPU profiler share. `performance.now()`
 * begins anew in each thread.
 */
export function monotonicMs(): number {
  const [seconds, nanos] = hrtime();
  return seconds * 1e3 + nanos / 1e6;
}

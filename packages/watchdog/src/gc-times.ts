import { PerformanceObserver } from 'node:perf_hooks';
import type { Gap } from './heart.js';
import { monotonicMs } from './monotonic.js';

/** Pauses shorter than this are of no weight in a block; milliseconds. */
const LEAST_MS = 0.5;
const MAX_PAUSES = 256;

/** When garbage collections stopped this thread, the latest of them. */
export interface GcTimes {
  /** Milliseconds of collection within the gap. Node tells of one when the loop has turned once. */
  within(gap: Gap): number;
  stop(): void;
}

export function watchGcTimes(): GcTimes {
  const pauses: Gap[] = [];
  const origin = monotonicMs() - performance.now();
  const keep = (entries: readonly { startTime: number; duration: number }[]): void => {
    for (const { startTime, duration } of entries) {
      if (duration < LEAST_MS) continue;
      if (pauses.length >= MAX_PAUSES) pauses.shift();
      pauses.push({ from: origin + startTime, to: origin + startTime + duration });
    }
  };
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    within({ from, to }) {
      keep(observer.takeRecords());
      return pauses.reduce(
        (sum, pause) => sum + Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from)),
        0,
      );
    },
    stop: () => observer.disconnect(),
  };
}

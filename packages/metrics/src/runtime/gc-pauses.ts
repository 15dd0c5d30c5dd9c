import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { InstrumentSet } from '../instrument-set.js';

export const gcPausesNames = ['v8js.gc.duration'] as const;

const TYPES: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** How long each garbage collection stopped the thread. */
export function measureGcPauses(set: InstrumentSet): {
  /** Seconds of it since the last call. */
  taken(): number;
  stop(): void;
} {
  const histogram = set.get({
    name: gcPausesNames[0],
    unit: 's',
    kind: 'histogram',
    help: 'How long garbage collections stopped the thread',
    bounds: [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  });
  let seconds = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail;
      const type = TYPES.get(kind) ?? 'other';
      seconds += entry.duration / 1000;
      histogram.observe(entry.duration / 1000, { 'v8js.gc.type': type });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    taken() {
      const taken = seconds;
      seconds = 0;
      return taken;
    },
    stop: () => observer.disconnect(),
  };
}

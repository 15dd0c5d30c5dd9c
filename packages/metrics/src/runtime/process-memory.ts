import type { InstrumentSet } from '../instrument-set.js';

export const processMemoryNames = ['process.memory.usage'] as const;

/** The resident memory of the whole process. */
export function measureProcessMemory(set: InstrumentSet): void {
  const gauge = set.get({
    name: processMemoryNames[0],
    unit: 'By',
    kind: 'gauge',
    help: 'Bytes of memory that the process holds (resident set size)',
  });
  gauge.collect = () => gauge.set(process.memoryUsage.rss());
}

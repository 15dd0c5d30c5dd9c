import { performance } from 'node:perf_hooks';
import type { InstrumentSet } from '../instrument-set.js';

export const processStartTimeNames = ['process.start_time'] as const;

/** When the process began, seconds since the epoch. */
export function measureProcessStartTime(set: InstrumentSet): void {
  set
    .get({
      name: processStartTimeNames[0],
      unit: 's',
      kind: 'gauge',
      help: 'When the process began, seconds since the epoch',
    })
    .set(performance.timeOrigin / 1000);
}

import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { InstrumentSet } from '../instrument-set.js';
import { SLICE_MS, WINDOW_MS } from './slices.js';

export const eventLoopUtilizationNames = ['nodejs.eventloop.utilization'] as const;

/** The share of the last 10 s in which the event loop was busy. */
export function measureEventLoopUtilization(set: InstrumentSet): { roll(): void } {
  const gauge = set.get({
    name: eventLoopUtilizationNames[0],
    unit: '1',
    kind: 'gauge',
    help: `The share of the last ${WINDOW_MS / 1000} s in which the event loop was busy`,
  });
  const past: EventLoopUtilization[] = [performance.eventLoopUtilization()];
  gauge.collect = () => {
    const { utilization } = performance.eventLoopUtilization(past[0]);
    gauge.set(utilization);
  };
  return {
    roll() {
      past.push(performance.eventLoopUtilization());
      if (past.length > WINDOW_MS / SLICE_MS) past.shift();
    },
  };
}

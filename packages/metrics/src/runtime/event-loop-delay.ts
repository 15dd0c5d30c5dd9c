import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instrument } from '../instrument.js';
import type { InstrumentSet } from '../instrument-set.js';
import { WINDOW_MS } from './slices.js';

export const eventLoopDelayNames = [
  'nodejs.eventloop.delay',
  'nodejs.eventloop.delay.p50',
  'nodejs.eventloop.delay.p99',
  'nodejs.eventloop.delay.max',
] as const;

/** Milliseconds between two ticks of Node's own native timer. */
const RESOLUTION_MS = 10;
const NS = 1e9;
/** Milliseconds in which the four metrics of one read share their figures. */
const FRESH_MS = 10;

type Monitor = ReturnType<typeof monitorEventLoopDelay>;

interface Slice {
  endedAt: number;
  /** Seconds, ascending. */
  delays: number[];
  /** Seconds. */
  max: number;
}

/** Every value that Node recorded since the last reset, in seconds, ascending. */
function recorded(monitor: Monitor): number[] {
  const values: number[] = [];
  const { count } = monitor;
  for (let index = 0; index < count; index++) {
    // Inside each value's own share, so that rounding never takes its neighbour.
    values.push(monitor.percentile(((index + 0.75) / count) * 100) / NS);
  }
  return values;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * How late the event loop is. Node's monitor is emptied into a histogram that only grows, once a
 * second and at each read, so no reader takes anything away from another.
 */
export function measureEventLoopDelay(set: InstrumentSet): { roll(): void; stop(): void } {
  const resolution = RESOLUTION_MS / 1000;
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  const [whole, p50, p99, max] = eventLoopDelayNames.map((name, index) =>
    set.get({
      name,
      unit: 's',
      kind: index === 0 ? 'histogram' : 'gauge',
      help:
        index === 0
          ? 'How late the event loop was, since the start'
          : `How late the event loop was in the last ${WINDOW_MS / 1000} s (${name.split('.').pop()})`,
      bounds: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
  ) as [Instrument, Instrument, Instrument, Instrument];
  let slices: Slice[] = [];
  let shownAt = -Infinity;

  function roll(): void {
    const gaps = recorded(monitor);
    const largest = monitor.count > 0 ? monitor.max / NS : 0;
    monitor.reset();
    // Node records the time from tick to tick, so the time it meant to sleep comes off.
    const delays = gaps.map((gap) => Math.max(0, gap - resolution));
    for (const delay of delays) whole.observe(delay);
    // For a long gap nobody knows where in the sleep the block began. The worst case is told: a
    // loop blocked for 400 ms never shows as 391.
    const worst = largest > 2 * resolution ? largest : Math.max(0, largest - resolution);
    const now = performance.now();
    slices = slices.filter(({ endedAt }) => now - endedAt < WINDOW_MS);
    slices.push({ endedAt: now, delays, max: worst });
  }

  function show(): void {
    if (performance.now() - shownAt < FRESH_MS) return;
    roll();
    shownAt = performance.now();
    const all = slices.flatMap(({ delays }) => delays).toSorted((a, b) => a - b);
    p50.set(quantile(all, 0.5));
    p99.set(quantile(all, 0.99));
    max.set(Math.max(...slices.map((slice) => slice.max)));
  }

  for (const instrument of [whole, p50, p99, max]) instrument.collect = show;
  return { roll, stop: () => monitor.disable() };
}

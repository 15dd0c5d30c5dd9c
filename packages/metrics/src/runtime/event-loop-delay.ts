import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import type { Instrument } from '../instrument.js';
import type { InstrumentSet } from '../instrument-set.js';
import { SLICE_MS, WINDOW_MS } from './slices.js';

export const eventLoopDelayNames = [
  'nodejs.eventloop.delay',
  'nodejs.eventloop.delay.p50',
  'nodejs.eventloop.delay.p99',
  'nodejs.eventloop.delay.max',
  'sonde.eventloop.delay.time',
] as const;

/** Milliseconds between two ticks of Node's own native timer. */
const RESOLUTION_MS = 10;
/** A gap between ticks that is longer was a block. */
const BLOCK_MS = 2 * RESOLUTION_MS;
const NS_PER_MS = 1e6;
const BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Monitor = ReturnType<typeof monitorEventLoopDelay>;

interface Slice {
  /** Seconds. */
  delays: number[];
  /** Seconds. */
  max: number;
}

/** Every gap that Node recorded since the last reset, in milliseconds, ascending. */
function recordedGaps(monitor: Monitor): number[] {
  const gaps: number[] = [];
  const { count } = monitor;
  for (let index = 0; index < count; index++) {
    // Inside each value's own share, so that rounding never takes its neighbour.
    gaps.push(monitor.percentile(((index + 0.75) / count) * 100) / NS_PER_MS);
  }
  return gaps;
}

/**
 * Node forgets the tick that it is in when the monitor is reset, and with it a block that begins
 * there. A timer of ours watches over that one tick.
 */
function createTickWatch(): { arm(): void; take(gaps: readonly number[]): number | undefined } {
  let longest: number | undefined;
  return {
    arm() {
      const armed = performance.now();
      setTimeout(() => {
        const gap = performance.now() - armed;
        if (gap > BLOCK_MS) longest = gap;
      }, RESOLUTION_MS).unref();
    },
    take(gaps) {
      const found = longest;
      longest = undefined;
      if (found === undefined) return undefined;
      const seen = gaps.some((gap) => Math.abs(gap - found) <= RESOLUTION_MS);
      return seen ? undefined : found;
    },
  };
}

/** For a block nobody knows where between two ticks it began. The worst case is told. */
function worstDelay(gaps: readonly number[]): number {
  const largest = Math.max(RESOLUTION_MS, ...gaps);
  return (largest > BLOCK_MS ? largest : largest - RESOLUTION_MS) / 1000;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * How late the event loop is. Once a second Node's monitor is emptied into a histogram that only
 * grows, so every reader sees the same and takes nothing from another.
 */
export function measureEventLoopDelay(set: InstrumentSet): {
  /** @param collected seconds of garbage collection since the last call. */
  roll(collected: number): void;
  stop(): void;
} {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  const watch = createTickWatch();
  const last = `in the last ${WINDOW_MS / 1000} s`;
  const whole = set.get({
    name: eventLoopDelayNames[0],
    unit: 's',
    kind: 'histogram',
    help: 'How late the event loop was, since the start',
    bounds: BOUNDS,
  });
  const gauge = (name: string, what: string): Instrument =>
    set.get({
      name,
      unit: 's',
      kind: 'gauge',
      help: `How late the event loop was ${last}: ${what}`,
    });
  const p50 = gauge(eventLoopDelayNames[1], 'the median');
  const p99 = gauge(eventLoopDelayNames[2], 'the 99th percentile');
  const max = gauge(eventLoopDelayNames[3], 'the maximum');
  for (const instrument of [whole, p50, p99, max]) instrument.touch();
  const time = set.get({
    name: eventLoopDelayNames[4],
    unit: 's',
    kind: 'counter',
    help: 'How late the event loop was, all delays added up, by what it did: garbage collection, or code',
  });
  for (const cause of ['gc', 'code']) time.touch({ 'sonde.delay.cause': cause });
  const slices: Slice[] = [];

  return {
    roll(collected) {
      const gaps = recordedGaps(monitor);
      const missed = watch.take(gaps);
      if (missed !== undefined) gaps.push(missed);
      monitor.reset();
      watch.arm();
      // Node records the time from tick to tick, so the time it meant to sleep comes off.
      const delays = gaps.map((gap) => Math.max(0, gap - RESOLUTION_MS) / 1000);
      for (const delay of delays) whole.observe(delay);
      const late = delays.reduce((sum, delay) => sum + delay, 0);
      const inGc = Math.min(late, collected);
      time.add(inGc, { 'sonde.delay.cause': 'gc' });
      time.add(late - inGc, { 'sonde.delay.cause': 'code' });
      slices.push({ delays, max: worstDelay(gaps) });
      if (slices.length > WINDOW_MS / SLICE_MS) slices.shift();
      const all = slices.flatMap((slice) => slice.delays).toSorted((a, b) => a - b);
      p50.set(quantile(all, 0.5));
      p99.set(quantile(all, 0.99));
      max.set(Math.max(...slices.map((slice) => slice.max)));
    },
    stop: () => monitor.disable(),
  };
}

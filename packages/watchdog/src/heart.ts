import { url } from 'node:inspector';
import { clearInterval, setInterval } from 'node:timers';
import { monotonicMs } from './monotonic.js';
import type { Threshold } from './usual-gap.js';

/** Places in the memory that the watched thread and the watching one share. */
export const word = {
  /** Counts the beats. */
  beat: 0,
  /** 1: the process ends, ask nothing more. */
  ending: 1,
  /** 1 while the watching thread is connected to the watched one. */
  connected: 2,
  /** Counts the probes whose callback has ended. */
  ended: 3,
  /** 1 while an inspector port is open, at which a person may be. */
  inspected: 4,
  /** When the last beat was: the low 32 bits of `monotonicMs`. */
  beatAt: 5,
  /** 1 while a profile of the watched thread is being taken. */
  profiling: 6,
  /** How busy the loop was in the last seconds, in thousandths. */
  busy: 7,
  /** 1: nothing is noted any more. */
  silent: 8,
  /** 1 while notes are being written. */
  noting: 9,
  /** How long a callback may run by now, milliseconds. */
  threshold: 10,
  /** Counts the messages to the watching thread, which may sleep without turning its loop. */
  called: 11,
  /** Since when the watched thread has to answer for a profile, as `beatAt` has it; 0 while it has not. */
  orderedAt: 12,
  /** For how long it had to so far, milliseconds. */
  held: 13,
} as const;

const WORDS = 14;

/** Takes back what the watching thread has set, where it died and could not. */
export function forgetWatcher(memory: Int32Array): void {
  for (const mark of [word.connected, word.profiling, word.noting, word.orderedAt]) {
    Atomics.store(memory, mark, 0);
  }
}

/** A thread that beats this often per threshold is seen to be late soon enough. */
const BEATS = 5;
const MIN_BEAT_MS = 10;
const MAX_BEAT_MS = 100;

export function createHeartMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** Milliseconds between two beats. */
export function beatMs(thresholdMs: number): number {
  return Math.min(MAX_BEAT_MS, Math.max(MIN_BEAT_MS, thresholdMs / BEATS));
}

/** The time in which the loop did not come to its timers; times of {@link monotonicMs}. */
export interface Gap {
  from: number;
  to: number;
}

export interface Heart {
  /** When it beat last. */
  last(): number | undefined;
  /** For how much of the time since a profile has held the thread, milliseconds. */
  held(now: number): number;
  stop(): void;
}

/** The low 32 bits of a time of {@link monotonicMs}. */
const low = (ms: number): number => Math.trunc(ms) | 0;

/** Marks the watched thread as held by what a profile asks of it. @returns ends that. */
export function holdThread(memory: Int32Array): () => void {
  const from = monotonicMs();
  Atomics.store(memory, word.orderedAt, low(from) || 1);
  return () => {
    // In this order: to be counted twice for a moment does no harm, not at all would be a block.
    Atomics.add(memory, word.held, Math.trunc(monotonicMs() - from));
    Atomics.store(memory, word.orderedAt, 0);
  };
}

/**
 * Beats while the loop turns. `onLate` hears of each gap over the threshold when it is over, but for
 * those in which a person at a debugger may have held the thread. What a profile held it for is taken
 * away: a snapshot of the heap does so for seconds.
 */
export function startHeart(
  memory: Int32Array,
  beatEvery: number,
  threshold: Threshold,
  onLate: (gap: Gap) => void,
  secondsBy: () => number = monotonicMs,
): Heart {
  Atomics.store(memory, word.threshold, threshold.ms());
  let last: number | undefined;
  let heldBefore = 0;
  const held = (now: number): number => {
    const since = Atomics.load(memory, word.orderedAt);
    return (
      Atomics.load(memory, word.held) - heldBefore + (since === 0 ? 0 : (low(now) - since) | 0)
    );
  };
  // An interval of Node's own module: the application may have put a fake one in its place.
  const timer = setInterval(() => {
    const now = monotonicMs();
    const inspected = url() !== undefined;
    Atomics.store(memory, word.inspected, inspected ? 1 : 0);
    Atomics.store(memory, word.beatAt, low(now));
    Atomics.add(memory, word.beat, 1);
    const from = last;
    last = now;
    const heldMs = held(now);
    heldBefore = Atomics.load(memory, word.held);
    if (from === undefined || inspected) return;
    const gap = now - from - heldMs;
    const over = gap >= threshold.ms();
    threshold.gap(Math.max(0, gap), secondsBy());
    Atomics.store(memory, word.threshold, threshold.ms());
    if (!over) return;
    onLate({ from, to: now });
    // What we did ourselves is no block of the application.
    last = monotonicMs();
  }, beatEvery);
  timer.unref();
  return { last: () => last, held, stop: () => clearInterval(timer) };
}

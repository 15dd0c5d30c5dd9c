import type { DropReason, Signal } from './lane.js';
import { laneLimits } from './lane-limits.js';

export const signals: readonly Signal[] = ['logs', 'errors', 'traces', 'metrics'];

export const dropReasons: readonly DropReason[] = [
  'ring_full',
  'too_large',
  'invalid',
  'rejected',
  'spool_full',
  'spool_expired',
  'spool_error',
  'closed',
];

/** Indexes of the control words. Positions are bytes since the start, modulo 2^32. */
export const word = {
  /** How far the producer has written. */
  head: 0,
  /** How far the worker has freed: all before it is delivered, in the spool or dropped. */
  tail: 1,
  /** How deep the worker sleeps; see {@link sleep}. What the worker waits on. */
  sleep: 2,
  flushRequest: 3,
  /** The last request that was answered. What a flush waits on. */
  flushAnswer: 4,
  /** 1: the process ends, nothing may wait for a retry. */
  ending: 5,
  /** Milliseconds that the present flush may take. */
  flushBudget: 6,
  /** Counts up while the worker is alive and its event loop turns; 0 before its start. */
  heartbeat: 7,
  /** Batches that are on their way and stand in the spool meanwhile. */
  held: 8,
  /** 1 while lines are read in strides; whoever finds it so at a start does not. */
  stride: 9,
  /** Requests under way with what waited in the spool. */
  backlog: 10,
  /** The kernel's number of the worker's thread; 0 where it is not known. */
  thread: 11,
  /** What the worker does to the spool just now, as {@link SpoolStep} tells; from 16 on, to those of further outputs. */
  spoolStep: 12,
} as const;

/** The producer wakes the worker only out of these. */
export const sleep = {
  awake: 0,
  /** Any record wakes it. */
  deep: 1,
  /** It comes back by itself within a batch's age; only a filling ring wakes it. */
  nap: 2,
} as const;

/** Everything that the lane and its worker share; it outlives a worker that dies. */
export interface LaneMemory {
  control: Int32Array<SharedArrayBuffer>;
  counters: BigInt64Array<SharedArrayBuffer>;
  /** A power of two of bytes. */
  ring: SharedArrayBuffer;
}

/** What the worker counts, by index into {@link LaneMemory.counters}. */
export const counter = {
  delivered: (signal: number): number => signal,
  /** Taken over from the spool of an ended process. */
  adopted: (signal: number): number => 4 + signal,
  dropped: (signal: number, reason: number): number => 8 + signal * 8 + reason,
  retries: 40,
  spoolBytes: 41,
  lastSuccess: 42,
  /** All records of a lower sequence are off the ring. Without blocks only. */
  released: 43,
  /** When the oldest record came that is still here, milliseconds since the epoch; 0: there is none. */
  oldest: 44,
  /** Of bodies that the receiver took, as they were sent. */
  bytes: (signal: number): number => 45 + signal,
  /** Put into the spool, without those that were dropped there. */
  spooled: (signal: number): number => 49 + signal,
  /** The part of what was adopted, and of what was delivered, that stood in the spool in batches. */
  spoolAdopted: (signal: number): number => 53 + signal,
  spoolDelivered: (signal: number): number => 57 + signal,
} as const;

const COUNTERS = 61;

/** Outputs beside the first that there may be. */
export const MOST_FURTHER_OUTPUTS = 7;
const OUTPUT_COUNTERS = 61;

const FURTHER_STEPS = 16;

/** The control word of the step of an output beside the first, as {@link word.spoolStep}. */
export const outputStep = (output: number): number => FURTHER_STEPS + output;

const of = (output: number): number => COUNTERS + output * OUTPUT_COUNTERS;

/** What the worker counts of an output beside the first, by its place among them. */
export const outputCounter = {
  accepted: (output: number, signal: number): number => of(output) + signal,
  delivered: (output: number, signal: number): number => of(output) + 4 + signal,
  /** The part of `accepted` that is in the worker's hands alone, and is read again if it dies. */
  inHand: (output: number, signal: number): number => of(output) + 8 + signal,
  adopted: (output: number, signal: number): number => of(output) + 12 + signal,
  dropped: (output: number, signal: number, reason: number): number =>
    of(output) + 16 + signal * 8 + reason,
  spoolBytes: (output: number): number => of(output) + 48,
  spooled: (output: number, signal: number): number => of(output) + 49 + signal,
  spoolAdopted: (output: number, signal: number): number => of(output) + 53 + signal,
  spoolDelivered: (output: number, signal: number): number => of(output) + 57 + signal,
} as const;

/** @param ringBytes rounded up to a power of two. */
export function createLaneMemory(ringBytes: number): LaneMemory {
  const wanted = Math.min(Math.max(ringBytes, laneLimits.minRingBytes), laneLimits.maxRingBytes);
  const size = 2 ** Math.ceil(Math.log2(wanted));
  return {
    control: new Int32Array(new SharedArrayBuffer((FURTHER_STEPS + MOST_FURTHER_OUTPUTS) * 4)),
    counters: new BigInt64Array(
      new SharedArrayBuffer((COUNTERS + MOST_FURTHER_OUTPUTS * OUTPUT_COUNTERS) * 8),
    ),
    ring: new SharedArrayBuffer(size),
  };
}

/** The place of the signal of a frame that is a block of many records. */
export const BLOCK = 255;

/** The shape of a record that is no text but a span, encoded. */
export const ENCODED = 2;

/** What stands in the last byte of a frame's header. */
export const mark = {
  waiting: 0,
  done: 1,
  /** Being mapped; whoever finds it so at a start knows what the worker before died of. */
  tried: 2,
  triedTwice: 3,
} as const;

/**
 * A frame of the ring: a header, the record's text in UTF-8, zero to seven bytes of padding. A frame
 * never runs over the end of the ring; `wrap` in the place of a length says that the next one is
 * at its start.
 *
 * | byte | what |
 * |---|---|
 * | 0 | length of the text, 32 bits |
 * | 4 | signal, by index; {@link BLOCK} for a block |
 * | 5 | 0 line, 1 otlp, 2 {@link ENCODED} |
 * | 6 | level |
 * | 7 | {@link mark} |
 * | 8 | sequence, 64 bits |
 *
 * The text of a block: the number of its records and the bytes of them all, 32 bits each; a
 * {@link mark} a record; then the records as frames without padding, compressed with zstd.
 */
export const frame = {
  header: 16,
  align: 8,
  wrap: -1,
  size: (length: number): number => (16 + length + 7) & ~7,
} as const;

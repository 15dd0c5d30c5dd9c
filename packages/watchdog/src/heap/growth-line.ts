import { fingerprint, formatFrames } from '@sonde/errors';
import { frameName } from '../block-line.js';
import { frameOf } from '../frames.js';
import type { Growth } from './fit-growth.js';
import type { Allocations } from './sample-allocations.js';

export const GROWTH_EVENT = 'nodejs.heap.growth';
const TYPE = 'HeapGrowth';
const WARN = 40;
const MB = 1e6;
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** What is known of a heap that grows. */
export interface GrowingHeap {
  /** Milliseconds since the epoch. */
  time: number;
  growth: Growth;
  /** Bytes after the last full collection. */
  floor: number;
  /** `buffers`: what grows is memory that the heap holds outside of itself. */
  kind: 'heap' | 'buffers';
  /** Seconds until the memory is full at this pace; absent if its limit is not known. */
  fullInS?: number;
  /** Absent if nobody could be found. */
  allocations?: Allocations | undefined;
  /** The name of the file that the profile of what stays is written to. */
  profile?: string;
}

const megabytes = (bytes: number): string => {
  const size = bytes / MB;
  return `${size >= 10 ? Math.round(size) : size.toFixed(1)} MB`;
};

function pace(bytesPerHour: number): string {
  return bytesPerHour > 600 * MB
    ? `${megabytes(bytesPerHour / 60)} a minute`
    : `${megabytes(bytesPerHour)} an hour`;
}

function duration(seconds: number): string {
  if (seconds < 2 * MINUTE_S) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR_S) return `${Math.round(seconds / MINUTE_S)} minutes`;
  if (seconds < 2 * DAY_S) return `${Math.round(seconds / HOUR_S)} hours`;
  return `${Math.round(seconds / DAY_S)} days`;
}

/** The line of a growing heap for the lane, as `docs/fields.md` has it. */
export function growthLine(heap: GrowingHeap): string {
  const { growth, allocations, kind, fullInS } = heap;
  const frames = (allocations?.calls ?? []).map(frameOf);
  const frame = allocations?.holder && frameOf(allocations.holder);
  const what = kind === 'heap' ? 'the heap' : 'the memory of buffers';
  const since = duration((heap.time - growth.since) / 1000);
  const message = [
    `${what} grows ${pace(growth.bytesPerHour)}, ${megabytes(growth.rise)} in ${since}`,
    ...(fullInS === undefined ? [] : [`it is full in ${duration(fullInS)}`]),
    ...(frame ? [`most of what stays was made in ${frameName(frame)}`] : []),
  ].join('; ');
  const issue = fingerprint({
    type: TYPE,
    message: `${what} grows`,
    frames: frame ? [frame] : [],
  });
  return JSON.stringify({
    level: WARN,
    time: Math.round(heap.time),
    msg: message,
    event: GROWTH_EVENT,
    mechanism: 'heap',
    handled: true,
    'sonde.heap.kind': kind,
    'sonde.heap.floor': Math.round(heap.floor),
    'sonde.heap.rise': Math.round(growth.rise),
    'sonde.heap.since': Math.round(growth.since),
    'sonde.heap.growth': Math.round(growth.bytesPerHour),
    'sonde.heap.full_in': fullInS === undefined ? undefined : Math.round(fullInS),
    'sonde.heap.share': allocations && Number(allocations.share.toFixed(2)),
    'sonde.profile.file': heap.profile,
    'code.function.name': frame && frameName(frame),
    'code.file.path': frame?.file,
    'code.line.number': frame?.line,
    'sonde.error.fingerprint': issue.id,
    'sonde.error.because': issue.because,
    err: {
      type: TYPE,
      message,
      ...(frames.length === 0 ? {} : { stack: `${TYPE}: ${message}\n${formatFrames(frames)}` }),
    },
  });
}

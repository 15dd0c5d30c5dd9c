import { type Frame, fingerprint, formatFrames } from '@sonde/errors';
import type { Work } from './current-work.js';

export const BLOCK_EVENT = 'nodejs.event_loop.block';
const TYPE = 'EventLoopBlock';
const WARN = 40;
const MAX_FRAMES = 40;
const MAX_NAME = 200;

/** What is known of a block. */
export interface Block {
  /** When it began, milliseconds since the epoch. */
  time: number;
  durationMs: number;
  /** How long it was allowed to take, milliseconds. */
  thresholdMs: number;
  /** Innermost first; empty if nothing is known. */
  frames: Frame[];
  /** The request it ran for; empty if that is not certain. */
  work: Work;
  /** Of its time, the share of garbage collection, 0 to 1. */
  gcShare?: number;
  /** Milliseconds of it in which the machine gave the thread no processor. */
  starvedMs: number;
  /** Milliseconds of processor time in it; absent where the machine does not tell. */
  cpuMs?: number;
  /** The file of the profile that was begun after it. */
  profile?: string;
  /** Blocks before it that were over the limit of records. */
  skipped: number;
}

/** The innermost frame of the application itself, else the innermost of all. */
export function blockingFrame(frames: readonly Frame[]): Frame | undefined {
  return frames.find(({ inApp }) => inApp) ?? frames[0];
}

export function frameName(frame: Frame): string {
  return (frame.function ?? '(anonymous)').slice(0, MAX_NAME);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The line of a block for the lane, as `docs/fields.md` has it. */
export function blockLine(block: Block): string {
  const { work, frames } = block;
  const frame = blockingFrame(frames);
  const where = frame ? ` in ${frameName(frame)}` : '';
  const message = `the event loop stood still for ${Math.round(block.durationMs)} ms${where}`;
  const issue = fingerprint({ type: TYPE, message, frames: frame ? [frame] : [] });
  return JSON.stringify({
    level: WARN,
    time: Math.round(block.time),
    msg: message,
    event: BLOCK_EVENT,
    mechanism: 'watchdog',
    handled: true,
    trace_id: work.traceId,
    span_id: work.spanId,
    trace_flags: work.traceFlags?.toString(16).padStart(2, '0'),
    request_id: work.requestId,
    user_id: work.userId,
    'http.route': work.route,
    'sonde.block.duration': round(block.durationMs, 1),
    'sonde.block.threshold': round(block.thresholdMs, 0),
    'sonde.block.gc': block.gcShare === undefined ? undefined : round(block.gcShare, 2),
    'sonde.block.starved': block.starvedMs >= 1 ? round(block.starvedMs, 1) : undefined,
    'sonde.block.cpu': block.cpuMs === undefined ? undefined : round(block.cpuMs, 1),
    'sonde.block.skipped': block.skipped > 0 ? block.skipped : undefined,
    'sonde.profile.file': block.profile,
    'code.function.name': frame && frameName(frame),
    'code.file.path': frame?.file,
    'code.line.number': frame?.line,
    'sonde.error.fingerprint': issue.id,
    'sonde.error.because': issue.because,
    err: {
      type: TYPE,
      message,
      ...(frames.length === 0
        ? {}
        : { stack: `${TYPE}: ${message}\n${formatFrames(frames.slice(0, MAX_FRAMES))}` }),
    },
  });
}

import { fingerprint } from '@sonde/errors';
import type { CrashNotes } from './crash-box.js';

const FATAL = 60;
const MB = 1e6;
/** Of a limit; nearer than this, it was the cause. */
const NEAR = 0.85;

const megabytes = (bytes: number): string => `${Math.round(bytes / MB)} MB`;

export type Notes = Pick<CrashNotes, 'memory' | 'blocks' | 'requests' | 'lines'>;

/** The fields of a record that tell what a process was at; absent what there is nothing of. */
export function crashFields({ memory, blocks, requests, lines }: Notes): Record<string, unknown> {
  const { used, limit, rss, trend } = memory;
  const heap = `${megabytes(used)} of ${megabytes(limit)}, resident ${megabytes(rss)}`;
  return {
    'sonde.crash.memory': trend === undefined ? heap : `${heap}; ${trend}`,
    ...(blocks.length > 0 && { 'sonde.crash.blocks': blocks }),
    ...(requests.length > 0 && { 'sonde.crash.requests': requests }),
    ...(lines.length > 0 && { 'sonde.crash.lines': lines }),
  };
}

function causeOf({ memory: { used, limit, rss, container } }: CrashNotes): {
  type: string;
  how: string;
} {
  if (used >= limit * NEAR) {
    return {
      type: 'OutOfMemory',
      how: `its heap was full: ${megabytes(used)} of ${megabytes(limit)}`,
    };
  }
  if (container !== undefined && rss >= container * NEAR) {
    return {
      type: 'OutOfMemory',
      how: `its memory was full: ${megabytes(rss)} of ${megabytes(container)}`,
    };
  }
  return { type: 'ProcessKilled', how: 'without a word: SIGKILL, an abort, or the machine' };
}

/** The line of a process that was gone without a word, for the lane, as `docs/fields.md` has it. */
export function crashLine(notes: CrashNotes): string {
  const { type, how } = causeOf(notes);
  const message = `${notes.service} (pid ${notes.pid}) ended ${type === 'OutOfMemory' ? `as ${how}` : how}`;
  const issue = fingerprint({ type, message: type, frames: [] });
  return JSON.stringify({
    level: FATAL,
    time: Math.round(notes.time),
    msg: message,
    event: 'nodejs.process.crash',
    mechanism: 'crash',
    handled: false,
    'sonde.crash.pid': notes.pid,
    'sonde.crash.lived': Math.round((notes.time - notes.started) / 1000),
    ...crashFields(notes),
    'sonde.error.fingerprint': issue.id,
    'sonde.error.because': issue.because,
    err: { type, message },
  });
}

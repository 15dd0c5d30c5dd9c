import { type Frame, fingerprint, formatFrames, isInApp, parseStack } from '@sonde/errors';

const WARN = 40;
export const LEAK_EVENT = 'nodejs.async.leak';

/** What is known of something that is never let go. */
export interface Leak {
  type: 'MaxListenersExceeded' | 'HandleGrowth' | 'PendingPromises';
  message: string;
  /** What is leaking: Node's name of the handle, or the name of the event. */
  what: string;
  count: number;
  /** As V8 writes it, where it is known. */
  stack?: string;
}

/** The line of a leak for the lane, as `docs/fields.md` has it. */
export function leakLine({ type, message, what, count, stack }: Leak, time: number): string {
  const frames: Frame[] = stack === undefined ? [] : parseStack(stack).slice(0, 40);
  const own = frames.find(({ file }) => isInApp(file));
  const issue = fingerprint({ type, message: `${what} is never let go`, frames: own ? [own] : [] });
  const told = own?.function ? `${message}, in ${own.function}` : message;
  return JSON.stringify({
    level: WARN,
    time,
    msg: told,
    event: LEAK_EVENT,
    mechanism: 'leak',
    handled: true,
    'sonde.leak.what': what,
    'sonde.leak.count': count,
    'code.function.name': own?.function,
    'code.file.path': own?.file,
    'code.line.number': own?.line,
    'sonde.error.fingerprint': issue.id,
    'sonde.error.because': issue.because,
    err: {
      type,
      message: told,
      ...(frames.length > 0 && { stack: `${type}: ${told}\n${formatFrames(frames)}` }),
    },
  });
}

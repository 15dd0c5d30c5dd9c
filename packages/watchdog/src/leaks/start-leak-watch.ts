import type { Lane, Warn } from '@sonde/pipeline';
import { monotonicMs } from '../monotonic.js';
import { createTokenBucket } from '../token-bucket.js';
import { type Leak, leakLine } from './leak-line.js';
import { resolveLeakOptions } from './leak-options.js';
import { watchHandles } from './watch-handles.js';
import { watchPromises } from './watch-promises.js';

const WARN = 40;
/** Of one thing, and things that are told apart. */
const RECORDS = { burst: 10, perSecond: 1 / 600 };
const MAX_THINGS = 100;
const LOOK_MS = 5000;

export interface StartLeakWatch {
  lane: Lane;
  env: Readonly<Record<string, string | undefined>>;
  warn: Warn;
  /** The clock by which growth is judged, milliseconds. Default {@link monotonicMs}. */
  now?: () => number;
  /** Milliseconds between two looks. Default 5000. */
  lookMs?: number;
}

type ListenersWarning = Error & { type?: string | symbol; count?: number; emitter?: object };

/**
 * Tells of what is never let go in this thread: too many listeners and where the last was added, handles
 * that become more and more, and, where that is wanted, promises that are never settled.
 *
 * @returns its undoing.
 */
export function startLeakWatch({
  lane,
  env,
  warn,
  now = monotonicMs,
  lookMs = LOOK_MS,
}: StartLeakWatch): () => void {
  const options = resolveLeakOptions({}, env, warn);
  const buckets = new Map<string, (nowMs: number) => boolean>();

  function tell(leak: Leak): void {
    const thing = buckets.size < MAX_THINGS ? `${leak.type} ${leak.what}` : leak.type;
    const may = buckets.get(thing) ?? createTokenBucket(RECORDS.burst, RECORDS.perSecond);
    buckets.set(thing, may);
    if (may(monotonicMs())) lane.offer('errors', leakLine(leak, Date.now()), WARN);
  }

  const onWarning = (warning: ListenersWarning): void => {
    if (warning.name !== 'MaxListenersExceededWarning') return;
    const what = String(warning.type ?? 'event');
    const count = warning.count ?? 0;
    const of = warning.emitter?.constructor.name ?? 'EventEmitter';
    const message = `${count} listeners for ${what} on one ${of}`;
    tell({
      type: 'MaxListenersExceeded',
      message,
      what,
      count,
      ...(warning.stack === undefined ? {} : { stack: warning.stack }),
    });
  };
  process.on('warning', onWarning);
  const undos = [
    () => process.off('warning', onWarning),
    watchHandles(
      ({ type, count, rise, since }) => {
        const minutes = Math.round((now() - since) / 60_000);
        const message = `${type} become more and more: ${count} are open, ${rise} more in ${minutes} minutes`;
        tell({ type: 'HandleGrowth', message, what: type, count });
      },
      now,
      lookMs,
    ),
  ];
  if (options.promises) {
    undos.push(
      watchPromises(
        ({ stack, count }) => {
          const message = `about ${count} promises were not settled within 5 minutes`;
          tell({ type: 'PendingPromises', message, what: 'Promise', count, stack });
        },
        now,
        lookMs,
      ),
    );
  }
  return () => {
    for (const undo of undos) undo();
  };
}

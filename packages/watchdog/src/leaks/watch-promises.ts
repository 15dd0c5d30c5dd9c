import { createHook } from 'node:async_hooks';
import { clearInterval, setInterval } from 'node:timers';

/** One of so many promises is followed. */
const SAMPLE = 64;
const MAX_FOLLOWED = 2000;
/** Not settled after this, it may never be. */
const OLD_MS = 300_000;
/** So many of one place, each standing for {@link SAMPLE}. */
const LEAST = 5;
const MAX_PLACES = 50;

/** Promises of one place that were never settled. */
export interface PendingPromises {
  /** Where they were made, as V8 writes a stack. */
  stack: string;
  /** About how many. */
  count: number;
}

/**
 * Follows one of 64 promises. Of those that are still held and not settled after five minutes, the places
 * with many are told once. Every promise of the thread becomes dearer, so somebody has to want it.
 *
 * @returns its undoing.
 */
export function watchPromises(
  tell: (pending: PendingPromises) => void,
  now: () => number,
  lookMs: number,
): () => void {
  const followed = new Map<number, { ref: WeakRef<object>; stack: string; at: number }>();
  const told = new Set<string>();
  let count = 0;
  function init(id: number, type: string, _trigger: number, promise: object): void {
    if (type !== 'PROMISE' || ++count % SAMPLE !== 0 || followed.size >= MAX_FOLLOWED) return;
    const holder = { stack: '' };
    Error.captureStackTrace(holder, init);
    followed.set(id, { ref: new WeakRef(promise), stack: holder.stack, at: now() });
  }

  const hook = createHook({
    init,
    promiseResolve(id) {
      followed.delete(id);
    },
  });
  hook.enable();
  const timer = setInterval(() => {
    const places = new Map<string, number>();
    for (const [id, { ref, stack, at }] of followed) {
      // What was told makes room for what was not.
      if (ref.deref() === undefined || told.has(stack)) followed.delete(id);
      else if (now() - at >= OLD_MS) places.set(stack, (places.get(stack) ?? 0) + 1);
    }
    for (const [stack, seen] of places) {
      if (seen < LEAST || told.size >= MAX_PLACES) continue;
      told.add(stack);
      tell({ stack, count: seen * SAMPLE });
    }
  }, lookMs);
  timer.unref();
  return () => {
    hook.disable();
    clearInterval(timer);
  };
}

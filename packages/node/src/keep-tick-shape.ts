import { executionAsyncResource } from 'node:async_hooks';

/** Read by nobody: that it is in there is enough. */
const kept = new Set<object>();

/**
 * Keeps `process.nextTick` fast. V8 knows which shapes the object takes on that Node makes for each call. When the
 * garbage is collected while none is waiting, those shapes are collected with it; at the next call V8 finds another
 * one than it knows, and from then on makes each of the object's properties by its slow way for as long as the process
 * lives: a call takes six times as long, and a request to a server has some twenty. One such object that stays
 * keeps the shapes.
 *
 * @returns its undoing.
 */
export function keepTickShape(): () => void {
  process.nextTick(() => {
    kept.add(executionAsyncResource());
  });
  return () => kept.clear();
}

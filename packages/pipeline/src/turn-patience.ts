import { laneLimits } from './lane-limits.js';
import { nextTurn } from './next-turn.js';

/**
 * Waits for the worker on the caller's time, within bounds: a turn of the event loop is delayed by
 * a few milliseconds, and a turn that is long by itself (a burst in one loop) by no more than
 * it takes anyway. A worker that frees nothing at all (its disk stands still) is waited for a while, and
 * then not again before it moves: else each turn of the application would pay for it.
 */
export interface TurnPatience {
  /**
   * Waits until the word is no longer `value`.
   *
   * @returns the milliseconds that were waited, more than 0; 0 if the turn's time is used up, or the patience.
   */
  wait(
    control: Int32Array<SharedArrayBuffer>,
    index: number,
    value: number,
    mostMs: number,
  ): number;
}

/** @param endless whether only a call is bounded, not a turn. */
export function createTurnPatience(endless: boolean): TurnPatience {
  /** When this turn first waited; undefined before it did. */
  let since: number | undefined;
  let waited = 0;
  /** What the word was when it was last waited for, and how long that has been in vain. */
  let stuck: number | undefined;
  let fruitless = 0;

  return {
    wait(control, index, value, mostMs) {
      if (value !== stuck) {
        stuck = value;
        fruitless = 0;
      } else if (fruitless >= laneLimits.fruitlessMs) return 0;
      const began = performance.now();
      if (since === undefined) {
        since = began;
        waited = 0;
        nextTurn(() => {
          since = undefined;
        });
      }
      const own = began - since - waited;
      const left = endless ? mostMs : Math.min(mostMs, laneLimits.waitMs + own - waited);
      if (left <= 0) return 0;
      Atomics.wait(control, index, value, left);
      const took = Math.max(performance.now() - began, 0.01);
      waited += took;
      fruitless += took;
      return took;
    },
  };
}

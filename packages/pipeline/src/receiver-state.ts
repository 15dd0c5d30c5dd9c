import { laneLimits } from './lane-limits.js';
import { type Endpoint, endpointNames } from './lane-options.js';
import type { Outcome } from './post.js';

/** How one receiver is doing, as its requests tell. */
export interface ReceiverState {
  /** Requests under way with what is new. */
  live: number;
  /** The same with what waited in the spool. */
  backlog: number;
  /** In a row. */
  failures: number;
  /** Not asked again before that time. */
  retryAt: number;
  /** One request is under way to see whether it is back. */
  probing: boolean;
}

export function createReceiverStates(): Record<Endpoint, ReceiverState> {
  return Object.fromEntries(
    endpointNames.map((name) => [
      name,
      { live: 0, backlog: 0, failures: 0, retryAt: 0, probing: false } satisfies ReceiverState,
    ]),
  ) as Record<Endpoint, ReceiverState>;
}

export const isAway = (state: ReceiverState): boolean => state.failures > 0;

/** @param asked when the request that failed was made, on the clock of `performance.now()`. */
export function noteFailure(
  state: ReceiverState,
  outcome: Outcome & { kind: 'retryable' },
  asked: number,
): void {
  // Requests that were under way together fail together: that is one failure.
  if (isAway(state) && asked < state.retryAt && !state.probing) return;
  state.failures++;
  const most = Math.min(laneLimits.backoffMs * 2 ** (state.failures - 1), laneLimits.maxBackoffMs);
  const wait = Math.max(outcome.afterMs ?? 0, most * (0.5 + Math.random() / 2));
  state.retryAt = performance.now() + wait;
}

export function noteAnswer(state: ReceiverState): void {
  state.failures = 0;
  state.retryAt = 0;
}

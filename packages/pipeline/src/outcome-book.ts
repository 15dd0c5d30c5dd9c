import type { DropReason } from './lane.js';
import type { Endpoint } from './lane-options.js';
import { endpointOf, type Parcel } from './parcel.js';
import type { Outcome } from './post.js';
import type { Warn } from './warn.js';

/** After it a batch is not sent again. */
export type FinalOutcome = Exclude<Outcome, { kind: 'retryable' }>;

/** Counts what became of batches. */
export interface OutcomeBook {
  /**
   * @param how what was delivered is counted.
   * @returns how many those are.
   */
  enter(parcel: Parcel, outcome: FinalOutcome, how: 'delivered' | 'cleared'): number;
}

export interface OutcomeEvents {
  /** @param bytes of the body that they came in. */
  delivered(signal: number, count: number, bytes: number): void;
  /** The same for what stood in the spool. */
  cleared(signal: number, count: number, bytes: number): void;
  dropped(signal: number, count: number, reason: DropReason): void;
  warn: Warn;
}

const METRICS = endpointOf.indexOf('metrics');
/** Reasons that are told, each once an endpoint. */
const MOST_TOLD = 32;

export function createOutcomeBook(events: OutcomeEvents): OutcomeBook {
  const warned = new Set<string>();

  function warnOnce(endpoint: Endpoint, reason: string): void {
    if (warned.size > MOST_TOLD || warned.has(endpoint + reason)) return;
    warned.add(endpoint + reason);
    events.warn({
      code: 'rejected',
      message: `the receiver of ${endpoint} refused records: ${reason}`,
      got: reason,
    });
  }

  return {
    enter(parcel, outcome, how) {
      const { signal, count } = parcel;
      const endpoint = endpointOf[signal] as Endpoint;
      if (outcome.kind === 'too_large') {
        events.dropped(signal, count, 'too_large');
        return 0;
      }
      if (outcome.kind === 'rejected') {
        events.dropped(signal, count, 'rejected');
        warnOnce(endpoint, outcome.reason);
        return 0;
      }
      const rejected = Math.min(outcome.rejected, count);
      // A metrics record holds many points: it counts as delivered unless all of it was refused.
      const lost = signal === METRICS && outcome.rejected < count ? 0 : rejected;
      events[how](signal, count - lost, outcome.bytes ?? parcel.body.length);
      if (lost > 0) {
        events.dropped(signal, lost, 'rejected');
        warnOnce(endpoint, 'partial success');
      }
      return count - lost;
    },
  };
}

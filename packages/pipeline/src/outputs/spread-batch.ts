import type { DropReason, Signal } from '../lane.js';
import { dropReasons, outputCounter, signals } from '../lane-memory.js';
import type { Spool } from '../spool.js';
import type { FurtherOutput } from './further-outputs.js';
import type { OutputInterest } from './output-interest.js';
import { selectParcel } from './select-parcel.js';

/** A batch that goes into the spools, since nobody sends it just now. */
export interface SpreadBatch {
  signal: number;
  count: number;
  gzip: boolean;
  body: Uint8Array;
}

export interface SpreadOptions {
  counters: BigInt64Array<SharedArrayBuffer>;
  first: { spool: Spool; interest: OutputInterest };
  further: readonly FurtherOutput[];
  /** `adopted`: of an ended process; `ring`: a worker may have had it in its hands already. */
  from: 'adopted' | 'ring';
  /** In the books of the first output. */
  dropped(signal: number, count: number, reason: DropReason): void;
}

/**
 * Puts a batch into the spool of each output that it is for.
 *
 * @returns whether the first has it; what another could not write is counted as dropped there.
 */
export function spreadBatch(batch: SpreadBatch, options: SpreadOptions): boolean {
  const { counters, first, further, from } = options;
  const signal = signals[batch.signal] as Signal;
  const count = (index: number, by: number): void => {
    Atomics.add(counters, index, BigInt(by));
  };

  if (!first.interest.accepts(signal)) options.dropped(batch.signal, batch.count, 'rejected');
  else if (!first.spool.put(batch, batch.body)) return false;

  for (const { place, spool, interest } of further) {
    if (!interest.accepts(signal)) continue;
    const own = interest.select ? selectParcel(batch, interest, signal) : batch;
    if (!own) continue;
    if (from === 'adopted') count(outputCounter.adopted(place, batch.signal), own.count);
    else {
      const index = outputCounter.inHand(place, batch.signal);
      const known = Math.min(Number(Atomics.load(counters, index)), own.count);
      count(index, -known);
      count(outputCounter.accepted(place, batch.signal), own.count - known);
    }
    if (!spool?.put(own, own.body)) {
      const reason = dropReasons.indexOf('spool_error');
      count(outputCounter.dropped(place, batch.signal, reason), own.count);
    }
  }
  return true;
}

import { gzipSync } from 'node:zlib';
import { createRedactor } from '@sonde/redaction';
import { type ClosedBatch, createBatcher } from './batcher.js';
import type { DropReason } from './lane.js';
import type { LaneWorkerData } from './lane-host.js';
import { counter, dropReasons } from './lane-memory.js';
import { createRecordMapper } from './map-record.js';
import { openFurtherOutputs } from './outputs/further-outputs.js';
import { firstOutput } from './outputs/order-outputs.js';
import { outputInterest } from './outputs/output-interest.js';
import { spreadBatch } from './outputs/spread-batch.js';
import { createRingReader } from './ring-reader.js';
import { createSpool } from './spool.js';
import { createSpoolStock, firstPlaces } from './spool-stock.js';
import { createRecordTaker } from './take-record.js';
import type { Warn } from './warn.js';

/** Does what the worker can't do any more: brings the ring's records into the spool. */
export interface Rescuer {
  /**
   * Blocks the thread, for `mostMs` or a little more.
   *
   * @param alone whether no worker lives; one that does may be at work on a record just now.
   * @returns whether all is out of the ring.
   */
  drain(mostMs: number, alone: boolean): boolean;
}

/** Runs in the application's thread, where no worker is or none is to be waited for. */
export function createRescuer(data: LaneWorkerData, warn: Warn): Rescuer {
  const { memory, options } = data;
  const { counters } = memory;
  const redactor = createRedactor(options.redaction);
  // Time is short: an error goes without its frames, which its stack still tells.
  const mapper = createRecordMapper(redactor, { enrich: () => {} });
  const taker = createRecordTaker(mapper, redactor.bytes, data.uid);

  const dropped = (signal: number, count: number, reason: DropReason): void => {
    Atomics.add(counters, counter.dropped(signal, dropReasons.indexOf(reason)), BigInt(count));
  };
  /** Bytes of the spool that this hand wrote. */
  let own = 0;
  const spool =
    options.spool &&
    createSpool(
      { ...options.spool, lane: data.name, writeOnly: true },
      {
        dropped,
        stock: createSpoolStock(memory, firstPlaces),
        bytes(total) {
          Atomics.add(counters, counter.spoolBytes, BigInt(total - own));
          own = total;
        },
        warn,
      },
    );

  const further = openFurtherOutputs(options, data.name, memory, warn, true);
  const interest = outputInterest(firstOutput(options).kind);

  function drain(mostMs: number, alone: boolean): boolean {
    if (!spool) return false;
    const first = { spool, interest };
    const spreading = { counters, first, further, from: 'ring', dropped } as const;
    const ring = createRingReader(memory);
    const end = performance.now() + mostMs;
    const state = { written: true };

    function keep(batch: ClosedBatch): void {
      const body = gzipSync(batch.body, { level: 1 });
      const { signal, count } = batch;
      if (state.written && spreadBatch({ signal, count, gzip: true, body }, spreading)) {
        const { frames } = batch;
        for (let i = 0; i < frames.length; i += 2)
          ring.done(frames[i] as number, frames[i + 1] as number);
      } else state.written = false;
    }

    const batcher = createBatcher(options.resource, keep);
    let more = true;
    for (let i = 0; state.written && (i % 32 !== 31 || performance.now() < end); i++) {
      const frame = ring.next();
      more = frame !== undefined;
      if (!frame) break;
      if (frame.deaths > 0 && !alone) continue;
      try {
        // What a worker died of must not be tried in this thread.
        if (frame.deaths > 0) throw new Error('poison');
        taker.take(frame, batcher);
      } catch {
        dropped(frame.signal, 1, 'invalid');
        ring.done(frame.token, 1);
      }
    }
    batcher.close(true);
    ring.release();
    spool.tidy();
    for (const one of further) one.spool?.tidy();
    return state.written && !more;
  }

  return { drain };
}

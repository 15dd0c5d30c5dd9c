import { join } from 'node:path';
import { createRedactor } from '@sonde/redaction';
import { adoptJournal } from './adopt-journal.js';
import { type ClosedBatch, createBatcher } from './batcher.js';
import { createDeadLetters } from './dead-letters.js';
import { createDispatcher, type DispatcherEvents } from './dispatcher.js';
import { createErrorEnricher } from './enrich-error.js';
import { createFlushDesk } from './flush-desk.js';
import { freeBytes } from './free-bytes.js';
import { createHeartbeat } from './heartbeat.js';
import { createJournalCursor } from './journal-cursor.js';
import type { DropReason } from './lane.js';
import type { LaneWorkerData } from './lane-host.js';
import { laneLimits } from './lane-limits.js';
import { counter, dropReasons, sleep, word } from './lane-memory.js';
import type { Endpoint } from './lane-options.js';
import { createRecordMapper } from './map-record.js';
import { createFanOut } from './outputs/fan-out.js';
import { openFurtherOutputs } from './outputs/further-outputs.js';
import { firstOutput, isOtlpAlone } from './outputs/order-outputs.js';
import { outputInterest } from './outputs/output-interest.js';
import { spreadBatch } from './outputs/spread-batch.js';
import { endpointOf } from './parcel.js';
import { createPoster, type Poster } from './post.js';
import { createReceiverPace } from './receiver-pace.js';
import type { RingFrame } from './ring-frame.js';
import { createRingReader } from './ring-reader.js';
import { createSpool, type Spool } from './spool.js';
import { ownFolderName } from './spool-owner.js';
import { createSpoolStock, firstPlaces } from './spool-stock.js';
import { createLineTaker } from './take-lines.js';
import { createRecordTaker } from './take-record.js';
import { createTouchAhead } from './touch-ahead.js';
import type { Warn } from './warn.js';
import { packed, type WireForm, wireForm } from './wire-form.js';

/**
 * The worker's life: from the ring to the receiver or the spool. It keeps its thread alive for moments only.
 *
 * @returns stops at once, and leaves what is in the ring and the spool to whoever comes next.
 */
export function runWorker(data: LaneWorkerData, warn: Warn): () => void {
  const { memory, options } = data;
  const { control, counters } = memory;
  const ring = createRingReader(memory);
  const redactor = createRedactor(options.redaction);
  const mapper = createRecordMapper(redactor, createErrorEnricher(redactor));
  const taker = createRecordTaker(mapper, redactor.bytes, data.uid);

  const add = (index: number, count: number): void => {
    Atomics.add(counters, index, BigInt(count));
  };
  const dropped = (signal: number, count: number, reason: DropReason): void => {
    add(counter.dropped(signal, dropReasons.indexOf(reason)), count);
  };
  const released = (frames: readonly number[]): void => {
    for (let i = 0; i < frames.length; i += 2)
      ring.done(frames[i] as number, frames[i + 1] as number);
    if (ring.release()) cursor?.write(Number(Atomics.load(counters, counter.released)));
  };

  const spool =
    options.spool &&
    createSpool(
      { ...options.spool, lane: data.name },
      {
        dropped,
        stock: createSpoolStock(memory, firstPlaces),
        bytes: (total) => Atomics.store(counters, counter.spoolBytes, BigInt(total)),
        warn,
      },
    );
  const further = openFurtherOutputs(options, data.name, memory, warn);
  const cursor =
    options.spool && options.durability === 'process'
      ? createJournalCursor(join(options.spool.folder, ownFolderName(data.name)))
      : undefined;
  const first = { spool: spool as Spool, interest: outputInterest(firstOutput(options).kind) };
  const adopting = { counters, first, further, from: 'adopted', dropped } as const;
  const spools = {
    put: (batch: Pick<ClosedBatch, 'signal' | 'count'> & { gzip: boolean }, body: Uint8Array) =>
      spreadBatch({ ...batch, body }, adopting),
  };
  for (const left of spool?.journals ?? []) {
    try {
      adoptJournal(left, mapper, spools, {
        dropped,
        adopted: (signal, count) => add(counter.adopted(signal), count),
      });
    } catch {
      warn({ code: 'spool_adopt', message: 'the journal of an ended process could not be read' });
    }
  }
  const deadLetters = options.spool && createDeadLetters(options.spool.folder, data.name);
  const pace = createReceiverPace(ring);
  const took = (signal: number, bytes: number): void => {
    add(counter.bytes(signal), bytes);
    Atomics.store(counters, counter.lastSuccess, BigInt(Date.now()));
    pace.took();
  };
  const events: DispatcherEvents = {
    delivered(signal, count, bytes) {
      add(counter.delivered(signal), count);
      took(signal, bytes);
    },
    cleared(signal, count, bytes) {
      add(counter.spoolDelivered(signal), count);
      took(signal, bytes);
    },
    dropped,
    retried: () => add(counter.retries, 1),
    released,
    refused: (parcel) => deadLetters?.bury(parcel),
    heldChanged(count) {
      Atomics.store(control, word.held, count);
    },
    backlogChanged(by) {
      Atomics.add(control, word.backlog, by);
    },
    moved: () => turn(),
    warn,
  };
  const fanOut = isOtlpAlone(options)
    ? undefined
    : createFanOut({ options, counters, spool, further, events });
  const poster = fanOut ? undefined : createPoster(options, warn);
  const dispatcher = fanOut ?? createDispatcher(poster as Poster, spool, events);
  const batcher = createBatcher(options.resource, (batch) => void ship(batch));

  const forms = endpointOf.map((endpoint) => wireForm(options, endpoint));

  let closed = false;
  /** Batches that are being compressed. */
  let packing = 0;

  async function ship(batch: ClosedBatch): Promise<void> {
    const isLeft = poster?.packs(endpointOf[batch.signal] as Endpoint) === true;
    const form = isLeft ? 'later' : (forms[batch.signal] as WireForm);
    if (form !== 'gzip') {
      send(batch, batch.body, form);
      return;
    }
    packing++;
    const body = await packed(batch.body, form);
    packing--;
    if (closed) return;
    send(batch, body, form);
    turn();
  }

  function send(batch: ClosedBatch, body: Uint8Array, form: WireForm): void {
    const { signal, count, frames, since } = batch;
    const zipped = body !== batch.body;
    const recycle = zipped ? freeBytes : (): void => batcher.recycle(batch);
    if (zipped) batcher.recycle(batch);
    dispatcher.add({
      signal,
      count,
      frames,
      body,
      gzip: zipped,
      packLater: form === 'later',
      since,
      attempts: 0,
      // With several outputs each has the body for a time of its own.
      ...(fanOut ? {} : { recycle }),
    });
  }

  function give(frame: RingFrame): void {
    dropped(frame.signal, 1, 'invalid');
    released([frame.token, 1]);
  }

  function take(frame: RingFrame): void {
    if (frame.deaths >= 2) {
      warn({ code: 'lane_poison', message: 'a record that two workers died of was left out' });
      give(frame);
      return;
    }
    ring.trying(frame, true);
    try {
      taker.take(frame, batcher);
      ring.trying(frame, false);
    } catch {
      give(frame);
    }
  }

  const takeLines = createLineTaker(control, () => taker.takeLines(ring, batcher));

  const desk = createFlushDesk({
    control,
    ring,
    dispatcher,
    isPacking: () => packing > 0,
    abort: () => (fanOut ?? poster)?.abort(),
    tidy() {
      spool?.tidy();
      for (const one of further) one.spool?.tidy();
    },
  });

  let waiting = false;
  let ageTimer: NodeJS.Timeout | undefined;
  let scheduled = false;

  function wait(depth: number): void {
    Atomics.store(control, word.sleep, depth);
    if (waiting) return;
    const wake = Atomics.waitAsync(control, word.sleep, depth);
    if (!wake.async) {
      soon();
      return;
    }
    waiting = true;
    void wake.value.then(() => {
      waiting = false;
      return turn();
    });
  }

  function soon(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      turn();
    });
  }

  function read(): boolean {
    const end = performance.now() + laneLimits.sliceMs;
    for (let i = 0; ; i++) {
      if (!dispatcher.room() || packing >= laneLimits.packing) {
        if (pace.isBehind()) dispatcher.spill();
        if (!dispatcher.room() || packing >= laneLimits.packing) return false;
      }
      if (takeLines() === 0) {
        const frame = ring.next();
        if (!frame) return false;
        take(frame);
        if (i % 32 !== 31) continue;
      }
      if (performance.now() > end) return ring.pending();
    }
  }

  const beat = createHeartbeat(control);
  const touchAhead = createTouchAhead(memory);

  function tellAge(): void {
    const since = dispatcher.oldest();
    const at = since === undefined ? 0 : Date.now() - (performance.now() - since);
    Atomics.store(counters, counter.oldest, BigInt(Math.round(at)));
  }

  /** One turn of the worker: read a slice, close what is ripe, then decide how deep to sleep. */
  function turn(): void {
    if (closed) return;
    beat(true);
    touchAhead();
    desk.notice();
    const more = read();
    batcher.close(desk.isOpen() && !ring.pending());
    // Nobody is coming and nobody is on the way: there is no use in waiting for more company.
    if (!more && packing === 0 && dispatcher.idle() && !ring.pending()) batcher.closeWorth();
    desk.answer();
    tellAge();
    if (more) {
      soon();
      return;
    }
    const due = batcher.due();
    clearTimeout(ageTimer);
    if (due !== undefined) ageTimer = setTimeout(turn, due + 1).unref();
    const blocked = ring.pending();
    wait(blocked ? sleep.awake : due === undefined ? sleep.deep : sleep.nap);
    // Written or asked for between the last look and the sleep.
    if (!blocked && due === undefined && ring.pending()) soon();
    if (desk.isAsked()) soon();
    // Nothing wakes an idle worker, not even a timer.
    if (due === undefined && dispatcher.held() === 0 && ring.reached(ring.head())) beat(false);
  }

  // None of the worker before is on its way any more.
  Atomics.store(control, word.held, 0);
  Atomics.store(control, word.backlog, 0);
  turn();

  return () => {
    closed = true;
    beat(false);
    dispatcher.stop();
    (fanOut ?? poster)?.abort();
    cursor?.close();
    fanOut?.close();
    spool?.leave();
  };
}

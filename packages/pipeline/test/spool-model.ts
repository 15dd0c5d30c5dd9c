import { createSpool, type Spool, type TakenBatch } from '../dist/spool.js';
import type { SpoolStep, SpoolStock } from '../dist/spool-stock.js';
import { createForgetfulDisk, Ended, type ForgetfulDisk } from './forgetful-disk.js';

/** What may be done with a spool, and to the machine below it. */
export type Step =
  | { do: 'put'; signal: number; kilobytes: number; sending: boolean }
  | { do: 'take'; signals: number[] }
  | { do: 'deliver' }
  | { do: 'give back' }
  | { do: 'sync' }
  | { do: 'tidy' }
  /** A worker after this one, in the same process. */
  | { do: 'next worker' }
  /** The process has ended in whatever way; another one starts. */
  | { do: 'next process' }
  | { do: 'leave' }
  | { do: 'fill disk' }
  | { do: 'free disk' };

export interface SpoolWorld {
  disk: ForgetfulDisk;
  step(step: Step): void;
  /** Whether a step met the end that the disk was told. */
  ended(): boolean;
  /** The process is gone, or the power with it; another starts. */
  recover(power: boolean, random: () => number): void;
  /** The worker is gone; another goes on, and what was not off the ring is put again. */
  replace(): void;
  /** Everything is delivered. */
  drain(): void;
  /** What is wrong; empty if nothing is. */
  faults(): string[];
}

interface Batch {
  id: number;
  state: 'stored' | 'delivered';
  /** It would outlive a power cut. */
  synced: boolean;
  /** It was under way when the end came: it may be there or not. */
  unsure: boolean;
  deliveries: number;
  /** The end came after its delivery and before that was on the disk: it may come once more. */
  repeats: number;
}

interface Book {
  put: number;
  adopted: number;
  dropped: number;
  delivered: number;
}

const HEAD = 12;
const MAX_BYTES = 300_000;

function makeBody(id: number, kilobytes: number): Buffer {
  const body = Buffer.alloc(HEAD + kilobytes * 1024, id % 256);
  body.writeUInt32LE(0xfeed_beef, 0);
  body.writeUInt32LE(id, 4);
  body.writeUInt32LE(body.length, 8);
  return body;
}

/** The ids of the bodies, one after the other; -1 for one that is not whole. */
function readBodies(bytes: Buffer): number[] {
  const ids: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.length - at >= HEAD ? bytes.readUInt32LE(at + 8) : 0;
    const part = bytes.subarray(at, at + length);
    const id = length >= HEAD ? part.readUInt32LE(4) : 0;
    if (part.length < HEAD || !part.equals(makeBody(id, (length - HEAD) / 1024))) {
      return [...ids, -1];
    }
    ids.push(id);
    at += length;
  }
  return ids;
}

function createStock(book: Book, ended: () => boolean): SpoolStock {
  const held = [0, 0, 0, 0];
  let now: SpoolStep | undefined;
  const change = (signal: number, by: number): void => {
    if (!ended()) held[signal] = (held[signal] ?? 0) + by;
  };
  return {
    held: (signal) => held[signal] ?? 0,
    adopted(signal, count) {
      if (!ended()) book.adopted += count;
      change(signal, count);
    },
    delivered(signal, count) {
      if (!ended()) book.delivered += count;
      change(signal, -count);
    },
    change,
    step: () => now,
    setStep(step) {
      if (!ended()) now = step;
    },
  };
}

/**
 * A spool on a disk of its own beside a plain list of what it must hold.
 *
 * @param passTime lets the timers of so many milliseconds run.
 */
export function createSpoolWorld(passTime: (ms: number) => void): SpoolWorld {
  const disk = createForgetfulDisk();
  const batches = new Map<number, Batch>();
  const faults: string[] = [];
  let hands: TakenBatch[] = [];
  let lanes = 0;
  let lane = '';
  let clock = 1_700_000_000_000;
  /** The books of the present lane, and those that were closed before it. */
  let book: Book = { put: 0, adopted: 0, dropped: 0, delivered: 0 };
  let droppedBefore = 0;
  /** What stands in shared memory: a dead worker changes it no more. */
  let stock = createStock(book, () => disk.ended());
  /** The lane ends: there is no worker after this one. */
  let isLeaving = false;
  /** What the ring still holds. */
  let untaken: Step | undefined;
  /** Dropped before the power went, and perhaps not yet off the disk: they may come once more. */
  let backByPower = 0;
  let spool: Spool;

  function open(next: boolean): void {
    if (next) {
      isLeaving = false;
      lane = (++lanes).toString(16).padStart(8, '0');
      droppedBefore += book.dropped;
      book = { put: 0, adopted: 0, dropped: 0, delivered: 0 };
      stock = createStock(book, () => disk.ended());
    }
    hands = [];
    spool = createSpool(
      {
        folder: '/spool',
        maxBytes: MAX_BYTES,
        lane,
        disk,
        now: () => clock++,
        hasEnded: (name) => !name.endsWith(`-${lane}`),
      },
      {
        dropped: (_signal, count) => {
          if (!disk.ended()) book.dropped += count;
        },
        stock,
        bytes: () => {},
        warn: () => {},
      },
    );
  }

  function deliver(hand: TakenBatch): void {
    for (const id of readBodies(Buffer.from(hand.body))) {
      const batch = batches.get(id);
      if (!batch) {
        faults.push(`a body that was never put: ${id}`);
        continue;
      }
      batch.state = 'delivered';
      batch.deliveries++;
      if (batch.deliveries > 1 + batch.repeats) {
        faults.push(`${id} was delivered ${batch.deliveries} times`);
      }
    }
    spool.done(hand.entries, 'delivered', () => {
      stock.delivered(hand.signal, hand.count);
      return hand.count;
    });
  }

  function act(step: Step): void {
    if (step.do === 'put') {
      const id = batches.size;
      const { signal, sending } = step;
      const batch: Batch = {
        id,
        state: 'stored',
        synced: false,
        unsure: true,
        deliveries: 0,
        repeats: 0,
      };
      batches.set(id, batch);
      const body = makeBody(id, step.kilobytes);
      const entry = spool.put({ signal, count: 1, gzip: false }, body, sending);
      if (disk.ended()) {
        untaken = step;
        return;
      }
      batch.unsure = false;
      if (!entry) {
        batches.delete(id);
        batches.set(id, { ...batch, state: 'delivered', deliveries: 1, repeats: 0 });
        return;
      }
      book.put++;
      if (sending) hands.push({ entries: [entry], signal, count: 1, gzip: false, body });
    } else if (step.do === 'take') {
      const hand = spool.take(step.signals);
      if (hand) hands.push(hand);
      else if (spool.has(step.signals)) faults.push('it says it has some, and gives none');
    } else if (step.do === 'deliver') {
      const hand = hands.shift();
      if (hand) deliver(hand);
    } else if (step.do === 'give back') {
      for (const entry of hands.shift()?.entries ?? []) spool.giveBack(entry);
    } else if (step.do === 'sync') {
      passTime(1000);
      if (disk.ended()) return;
      for (const batch of batches.values()) if (!batch.unsure) batch.synced = true;
    } else if (step.do === 'tidy') spool.tidy();
    else if (step.do === 'next worker') open(false);
    else if (step.do === 'leave') {
      isLeaving = true;
      spool.leave();
      if (!disk.ended()) open(true);
    } else if (step.do === 'next process') {
      passTime(1000);
      if (disk.ended()) return;
      disk.restart();
      open(true);
    } else disk.full(step.do === 'fill disk');
  }

  open(true);

  return {
    disk,
    step(step) {
      const before = new Map([...batches].map(([id, { deliveries }]) => [id, deliveries]));
      try {
        act(step);
      } catch (error) {
        if (!(error instanceof Ended)) faults.push(`${step.do}: it threw ${String(error)}`);
      }
      if (!disk.ended()) return;
      // What was being marked as done in that moment may be marked or not.
      for (const batch of batches.values()) {
        if (batch.deliveries > (before.get(batch.id) ?? 0)) batch.repeats++;
      }
    },
    ended: () => disk.ended(),
    recover(power, random) {
      if (power) {
        disk.cutPower(random);
        backByPower = droppedBefore + book.dropped;
        for (const batch of batches.values()) {
          // Neither that it was put nor that it was delivered is certain until it was synced.
          if (!batch.synced) batch.unsure = true;
          batch.repeats++;
        }
      } else disk.restart();
      disk.full(false);
      open(true);
    },
    replace() {
      disk.restart();
      disk.full(false);
      open(isLeaving);
      const left = untaken;
      untaken = undefined;
      if (!left) return;
      // Under the same number: if the dead worker's stood there still, it would come twice.
      batches.delete(batches.size - 1);
      act(left);
    },
    drain() {
      disk.full(false);
      for (const hand of hands.splice(0)) for (const entry of hand.entries) spool.giveBack(entry);
      const all = [0, 1, 2, 3];
      for (let hand = spool.take(all); hand; hand = spool.take(all)) deliver(hand);
      if (spool.has(all)) faults.push('something is left');
    },
    faults() {
      const missing = [...batches.values()].filter((one) => one.state === 'stored');
      const sure = missing.filter((one) => !one.unsure).length;
      const dropped = droppedBefore + book.dropped;
      if (sure > dropped) faults.push(`${sure} are lost, ${dropped} are counted as dropped`);
      if (dropped > missing.length + backByPower) {
        faults.push(`${dropped} are counted as dropped, ${missing.length} are missing`);
      }
      const { put, adopted, delivered } = book;
      if (put + adopted !== delivered + book.dropped) {
        faults.push(`the books: ${JSON.stringify(book)}`);
      }
      return faults;
    },
  };
}

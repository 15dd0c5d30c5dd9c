import { basename, join } from 'node:path';
import type { LeftJournal } from './adopt-journal.js';
import { adoptSegments } from './adopt-segments.js';
import { freeBytes } from './free-bytes.js';
import { laneLimits } from './lane-limits.js';
import { reconcileStock } from './reconcile-stock.js';
import { nodeDisk, type SpoolDisk } from './spool-disk.js';
import { abandonedName } from './spool-owner.js';
import { createSpoolPlace, type SpoolEvents, type SpoolPlace } from './spool-place.js';
import type { SpoolEntry } from './spool-segment.js';
import { createSpoolShelf, type SpoolShelf } from './spool-shelf.js';
import type { SpoolStep } from './spool-stock.js';
import { createSpoolSync } from './spool-sync.js';

/** The file is not there any more, or its server does not know it any more. */
const goneFiles: ReadonlySet<string> = new Set(['ENOENT', 'ESTALE']);

export interface SpoolOptions {
  folder: string;
  maxBytes: number;
  /** Of the lane; a later worker of the same lane goes on with the same part of the spool. */
  lane: string;
  maxAgeMs?: number;
  /** For a second hand that only writes: what stands in the folder is another's. */
  writeOnly?: boolean;
  /** By default the time of the start and what has passed since. */
  now?: () => number;
  /** By default Node's own. */
  disk?: SpoolDisk;
  /** Whether the process that a folder is named after lives no more. By default the system is asked. */
  hasEnded?: (name: string) => boolean;
}

/** Bodies of the same kind, one after the other: both protobuf and gzip read them as one. */
export interface TakenBatch {
  entries: SpoolEntry[];
  signal: number;
  count: number;
  gzip: boolean;
  body: Uint8Array;
}

/** Batches on disk: what the receiver could not take yet. Nothing here throws. */
export interface Spool {
  /**
   * @param sending whether somebody sends it already.
   * @returns undefined if it could not be written; the batch is still the caller's.
   */
  put(
    batch: { signal: number; count: number; gzip: boolean },
    body: Uint8Array,
    sending?: boolean,
  ): SpoolEntry | undefined;
  /** The oldest batches that no one sends yet, of one of the signals, as far as they make one body. */
  take(signals: readonly number[]): TakenBatch | undefined;
  /**
   * Takes batches off the disk.
   *
   * @param became what their records came to; `put` if they stand elsewhere now.
   * @param enter counts it, of what was delivered by the spool's own books; returns how many those were.
   */
  done(entries: readonly SpoolEntry[], became: SpoolStep, enter: () => number): void;
  /** The batch could not be sent. */
  giveBack(entry: SpoolEntry): void;
  has(signals: readonly number[]): boolean;
  /** Journals of ended processes, moved into this spool's folder. */
  journals: readonly LeftJournal[];
  /** Closes its files, removes its folders if nothing is left in them. It may be used after it. */
  tidy(): void;
  /** The same for good: what is left may be adopted by others, even while this process lives. */
  leave(): void;
}

/** A clock that does not jump: what was written a minute ago must not be a year old. */
function steadyClock(): () => number {
  const offset = Date.now() - performance.now();
  return () => Math.round(offset + performance.now());
}

/** What the second hand finds in the folder, which is the first one's, and counts for the bound. */
function bytesIn({ disk, folder }: SpoolPlace): number {
  let bytes = 0;
  try {
    for (const { name, kind } of disk.list(folder)) {
      if (kind !== 'file') continue;
      const file = disk.open(join(folder, name));
      bytes += disk.size(file);
      disk.close(file);
    }
  } catch {
    // There is no folder yet.
  }
  return bytes;
}

/** Where nobody sends yet, oldest first, what makes one body with the first of it. */
function* batchesFor(shelf: SpoolShelf, signals: readonly number[]): Generator<SpoolEntry> {
  for (const segment of shelf.segments().slice()) {
    if (!signals.some((signal) => segment.idle[signal])) continue;
    for (const entry of Array.from(segment.entries)) {
      if (!entry.sending && signals.includes(entry.record.signal)) yield entry;
    }
  }
}

function fits(taken: TakenBatch, { record }: SpoolEntry, bytes: number): boolean {
  return (
    record.signal === taken.signal &&
    record.gzip === taken.gzip &&
    bytes + record.bodyLength <= laneLimits.batchBytes &&
    taken.count + record.count <= laneLimits.batchRecords
  );
}

export function createSpool(options: SpoolOptions, told: SpoolEvents): Spool {
  const { folder, maxBytes, lane, writeOnly = false, disk = nodeDisk } = options;
  // A step is the worker's, or that of one that died in the middle of it: a second hand sets none.
  const events = writeOnly ? { ...told, stock: { ...told.stock, setStep() {} } } : told;
  const now = options.now ?? steadyClock();
  const place = createSpoolPlace(folder, lane, writeOnly ? '-w' : '', disk, now, events);
  const sync = createSpoolSync(place);
  const shelf = createSpoolShelf(place, sync, {
    maxBytes,
    maxAgeMs: options.maxAgeMs ?? laneLimits.spoolAgeMs,
    besideBytes: writeOnly ? bytesIn(place) : 0,
  });
  const { stock } = events;
  const journals = writeOnly
    ? []
    : adoptSegments(place, shelf, () => reconcileStock(shelf, events, erase), options.hasEnded);
  shelf.tell();

  function erase(entry: SpoolEntry): void {
    const { segment } = entry;
    try {
      segment.done(entry);
    } catch (error) {
      place.failed('spool_write', 'the spool can’t be written', error);
    }
    if (segment.entries.size === 0) shelf.remove(segment);
  }

  function done(entries: readonly SpoolEntry[], became: SpoolStep, enter: () => number): void {
    stock.setStep(became);
    for (const entry of entries) erase(entry);
    let left = entries.reduce((sum, { record }) => sum + record.count, 0);
    left -= enter();
    const [first] = entries;
    if (first && left !== 0) stock.change(first.record.signal, -left);
    stock.setStep(undefined);
  }

  return {
    put(batch, body, sending = false) {
      try {
        shelf.expire();
        const segment = shelf.forWriting(body.length + 64, batch.signal);
        if (!segment) return undefined;
        stock.setStep('put');
        const entry = segment.append({ ...batch, time: now() }, body);
        stock.change(batch.signal, batch.count);
        stock.setStep(undefined);
        segment.send(entry, sending);
        sync.written(segment);
        place.recovered();
        shelf.tell();
        return entry;
      } catch (error) {
        place.forget();
        stock.setStep(undefined);
        if (goneFiles.has((error as NodeJS.ErrnoException).code ?? '')) shelf.lost();
        place.failed('spool_write', 'the spool can’t be written; records wait in memory', error);
        return undefined;
      }
    },
    take(signals) {
      shelf.expire();
      let taken: TakenBatch | undefined;
      const bodies: Uint8Array[] = [];
      let bytes = 0;
      for (const entry of batchesFor(shelf, signals)) {
        const { signal, gzip, count } = entry.record;
        if (taken && !fits(taken, entry, bytes)) break;
        const body = shelf.readBody(entry);
        if (!body) {
          const reason = 'spool_error';
          done([entry], reason, () => {
            events.dropped(signal, count, reason);
            return 0;
          });
          continue;
        }
        taken ??= { entries: [], signal, count: 0, gzip, body };
        entry.segment.send(entry, true);
        taken.entries.push(entry);
        taken.count += count;
        bytes += body.length;
        bodies.push(body);
      }
      if (taken && bodies.length > 1) {
        taken.body = Buffer.concat(bodies);
        for (const body of bodies) freeBytes(body);
      }
      return taken;
    },
    done,
    giveBack: (entry) => entry.segment.send(entry, false),
    has: (signals) =>
      shelf.segments().some((segment) => signals.some((signal) => segment.idle[signal])),
    journals,
    tidy: () => shelf.tidy(),
    leave() {
      shelf.tidy();
      try {
        disk.rename(place.folder, join(place.base, abandonedName(basename(place.folder))));
      } catch {
        // There is nothing to leave.
      }
    },
  };
}

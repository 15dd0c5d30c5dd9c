import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LeftJournal } from './adopt-journal.js';
import { cursorPath, readCursor } from './journal-cursor.js';
import type { DropReason } from './lane.js';
import { laneLimits } from './lane-limits.js';
import { ownFolder } from './own-folder.js';
import { abandonedName, orphansIn, ownFolderName } from './spool-owner.js';
import { createSegment, readSegment, type SpoolEntry, type SpoolSegment } from './spool-segment.js';
import type { Warn } from './warn.js';

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
}

/** What the spool tells while it works. */
export interface SpoolEvents {
  dropped(signal: number, count: number, reason: DropReason): void;
  /** Records of an ended process are ours now. */
  adopted(signal: number, count: number): void;
  bytes(total: number): void;
  warn: Warn;
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
  /** The batch was delivered or given up. */
  done(entry: SpoolEntry): void;
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

const adoptedJournal = /^adopted-(\d+)-[0-9a-f-]+\.jnl$/;

const NOTHING = new Uint8Array();

function merged(taken: TakenBatch, bodies: Uint8Array[]): TakenBatch {
  return {
    ...taken,
    body: bodies.length === 1 ? (bodies[0] as Uint8Array) : Buffer.concat(bodies),
  };
}

export function createSpool(options: SpoolOptions, events: SpoolEvents): Spool {
  const { folder: base, maxBytes } = options;
  // A clock that does not jump: what was written a minute ago must not be a year old.
  const offset = Date.now() - performance.now();
  const now = options.now ?? (() => Math.round(offset + performance.now()));
  const maxAgeMs = options.maxAgeMs ?? laneLimits.spoolAgeMs;
  const folder = join(base, ownFolderName(options.lane));
  /** Oldest first; the last may be the one that is written to. */
  let segments: SpoolSegment[] = [];
  let writing: SpoolSegment | undefined;
  const journals: LeftJournal[] = [];
  let made = false;
  let number = 0;
  let warned = false;

  function failed(code: string, message: string, error: unknown): void {
    if (warned) return;
    warned = true;
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    events.warn({ code, message: `${message} (${why})` });
  }

  function tell(): void {
    events.bytes(segments.reduce((sum, segment) => sum + segment.bytes, 0));
  }

  function remove(segment: SpoolSegment, reason: DropReason | undefined): void {
    if (reason) {
      for (const { record } of segment.entries) events.dropped(record.signal, record.count, reason);
    }
    segment.entries = [];
    segments = segments.filter((one) => one !== segment);
    if (writing === segment) writing = undefined;
    try {
      segment.unlink();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        failed('spool_unlink', 'a file of the spool could not be removed', error);
    }
    if (segments.length === 0) tidy();
    tell();
  }

  /** Somebody removed the folder; what stands in the open file is written again. */
  function relocate(lost: SpoolSegment): void {
    made = false;
    prepare();
    const fresh = createSegment(newPath());
    for (const entry of lost.entries) {
      const body = readBody(lost, entry);
      if (body) {
        const { offset: at, record } = fresh.append(entry.record, body);
        Object.assign(entry, { segment: fresh, offset: at, record });
      } else events.dropped(entry.record.signal, entry.record.count, 'spool_error');
    }
    fresh.entries = lost.entries.filter((entry) => entry.segment === fresh);
    lost.entries = [];
    lost.close();
    segments = segments.map((one) => (one === lost ? fresh : one));
    writing = fresh;
  }

  /** Names sort by age; the lane's name keeps apart what is adopted from several owners. */
  function newPath(): string {
    const order = `${String(now()).padStart(15, '0')}-${String(number++).padStart(6, '0')}`;
    return join(folder, `${order}-${options.lane}${options.writeOnly ? '-w' : ''}.seg`);
  }

  function prepare(): void {
    if (made) return;
    ownFolder(base);
    ownFolder(folder);
    made = true;
  }

  function expire(): void {
    const oldest = now() - maxAgeMs;
    for (const segment of segments) {
      const last = segment.entries.at(-1);
      const busy = segment.entries.some((entry) => entry.sending);
      if (segment !== writing && !busy && (!last || last.record.time < oldest)) {
        remove(segment, 'spool_expired');
      }
    }
  }

  function makeRoom(bytes: number): boolean {
    if (bytes > maxBytes) return false;
    let used = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    while (used + bytes > maxBytes) {
      const oldest = segments.find((segment) => !segment.entries.some((entry) => entry.sending));
      if (!oldest) return false;
      used -= oldest.bytes;
      remove(oldest, 'spool_full');
    }
    return true;
  }

  /** What another version wrote, or damaged beyond reading, is for a human to look at. */
  function setAside(path: string): void {
    const aside = join(base, 'aside');
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    renameSync(path, join(aside, basename(path)));
    events.warn({
      code: 'spool_aside',
      message: 'a file of the spool is of no known format; it was put into the folder “aside”',
    });
  }

  function load(path: string, adopted: boolean): void {
    try {
      const found = readSegment(path);
      if (!found) {
        setAside(path);
        return;
      }
      if (found.damaged) {
        events.warn({
          code: 'spool_damaged',
          message: 'a file of the spool is damaged; what is whole of it is sent',
        });
      }
      segments.push(found.segment);
      for (const { record } of found.segment.entries) {
        if (adopted) events.adopted(record.signal, record.count);
      }
      if (found.segment.entries.length === 0) remove(found.segment, undefined);
    } catch (error) {
      failed('spool_read', 'a file of the spool could not be read', error);
    }
  }

  /** Its name says how far it is done with. */
  function takeJournal(name: string): void {
    const released = adoptedJournal.exec(name)?.[1];
    if (released !== undefined) {
      journals.push({ path: join(folder, name), released: Number(released) });
    }
  }

  /** Everything in a folder, and in what that one had adopted when it ended, moved into ours. */
  function moveAll(from: string, depth: number): void {
    const released = readCursor(from);
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const path = join(from, entry.name);
      if (entry.isDirectory() && depth < 4) moveAll(path, depth + 1);
      else if (entry.isFile() && entry.name.endsWith('.seg')) {
        const target = join(folder, entry.name);
        renameSync(path, target);
        load(target, true);
      } else if (entry.isFile() && entry.name.endsWith('.jnl')) {
        const known = adoptedJournal.test(entry.name);
        const name = known ? entry.name : `adopted-${released}-${randomUUID()}.jnl`;
        renameSync(path, join(folder, name));
        takeJournal(name);
      }
    }
    if (released > 0) unlinkSync(cursorPath(from));
    rmdirSync(from);
  }

  function adopt(): void {
    for (const name of orphansIn(base)) {
      try {
        prepare();
        const taken = join(folder, name);
        // Whoever moves the folder first has it; a second process finds nothing there.
        renameSync(join(base, name), taken);
        moveAll(taken, 0);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          failed('spool_adopt', 'the spool of an ended process could not be taken over', error);
        }
      }
    }
  }

  /** A worker before this one, of the same lane, may have left something: it is counted already. */
  function resume(): void {
    try {
      const names = readdirSync(folder).filter((name) => name.endsWith('.seg'));
      if (names.length > 0) prepare();
      for (const name of names) load(join(folder, name), false);
      for (const name of readdirSync(folder)) takeJournal(name);
    } catch {
      // There was none.
    }
  }

  function tidy(): void {
    for (const segment of segments) segment.close();
    for (const path of [folder, base]) {
      try {
        rmdirSync(path);
      } catch {
        // Something is left in it, or it never was.
      }
    }
    made = false;
  }

  function readBody(segment: SpoolSegment, entry: SpoolEntry): Uint8Array | undefined {
    try {
      return segment.read(entry);
    } catch (error) {
      failed('spool_read', 'a file of the spool could not be read', error);
      return undefined;
    }
  }

  let syncTimer: NodeJS.Timeout | undefined;

  /** One fsync for all that was written meanwhile, off this thread. */
  function syncSoon(): void {
    syncTimer ??= setTimeout(() => {
      syncTimer = undefined;
      writing?.sync((error) => failed('spool_sync', 'the spool can’t be synced', error));
    }, laneLimits.fsyncMs).unref();
  }

  if (!options.writeOnly) {
    resume();
    adopt();
  }
  segments.sort((a, b) => (a.path < b.path ? -1 : 1));
  tell();
  expire();

  return {
    put(batch, body, sending = false) {
      try {
        expire();
        if (!makeRoom(body.length + 64)) return undefined;
        prepare();
        if (writing?.gone()) relocate(writing);
        if (writing && writing.bytes >= laneLimits.segmentBytes) {
          writing.close();
          writing = undefined;
        }
        if (!writing) {
          writing = createSegment(newPath());
          segments.push(writing);
        }
        const entry = writing.append({ ...batch, time: now() }, body);
        entry.sending = sending;
        warned = false;
        tell();
        syncSoon();
        return entry;
      } catch (error) {
        made = false;
        failed('spool_write', 'the spool can’t be written; records wait in memory', error);
        return undefined;
      }
    },
    take(signals) {
      expire();
      const taken: TakenBatch = { entries: [], signal: 0, count: 0, gzip: false, body: NOTHING };
      const bodies: Uint8Array[] = [];
      let bytes = 0;
      for (const segment of segments.slice()) {
        for (const entry of segment.entries.slice()) {
          const { record } = entry;
          if (entry.sending || !signals.includes(record.signal)) continue;
          if (taken.entries.length === 0) {
            taken.signal = record.signal;
            taken.gzip = record.gzip;
          } else if (
            record.signal !== taken.signal ||
            record.gzip !== taken.gzip ||
            bytes + record.bodyLength > laneLimits.batchBytes ||
            taken.count + record.count > laneLimits.batchRecords
          ) {
            return merged(taken, bodies);
          }
          const body = readBody(segment, entry);
          if (!body) {
            events.dropped(record.signal, record.count, 'spool_error');
            this.done(entry);
            continue;
          }
          entry.sending = true;
          taken.entries.push(entry);
          taken.count += record.count;
          bytes += body.length;
          bodies.push(body);
        }
      }
      return taken.entries.length > 0 ? merged(taken, bodies) : undefined;
    },
    done(entry) {
      const { segment } = entry;
      try {
        segment.done(entry);
      } catch (error) {
        failed('spool_write', 'the spool can’t be written', error);
      }
      if (segment.entries.length === 0) remove(segment, undefined);
    },
    giveBack(entry) {
      entry.sending = false;
    },
    has: (signals) =>
      segments.some((segment) =>
        segment.entries.some((entry) => !entry.sending && signals.includes(entry.record.signal)),
      ),
    journals,
    tidy,
    leave() {
      tidy();
      try {
        renameSync(folder, join(base, abandonedName(folder)));
      } catch {
        // There is nothing to leave.
      }
    },
  };
}

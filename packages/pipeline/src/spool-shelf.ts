import type { DropReason } from './lane.js';
import { laneLimits } from './lane-limits.js';
import { signals } from './lane-memory.js';
import type { SpoolPlace } from './spool-place.js';
import { createSegment, type SpoolEntry, type SpoolSegment } from './spool-segment.js';
import type { SpoolSync } from './spool-sync.js';

/**
 * The segments of one lane, oldest first, within their bounds. Errors stand in segments of their own, which
 * go last where room is needed. Methods may throw what the disk throws.
 */
export interface SpoolShelf {
  /** Oldest first; the last ones may be those that are written to. */
  segments(): readonly SpoolSegment[];
  add(segment: SpoolSegment): void;
  /** After several were added. */
  sort(): void;
  /** The one to write a batch of that signal to, with room for so many bytes; undefined if room can't be made. */
  forWriting(bytes: number, signal: number): SpoolSegment | undefined;
  /** The files that are written to are not there any more: the next write makes another. */
  lost(): void;
  /** @param reason why what is still in it is dropped. */
  remove(segment: SpoolSegment, reason?: DropReason): void;
  /** Drops what is too old. */
  expire(): void;
  /** undefined if it can't be read. */
  readBody(entry: SpoolEntry): Uint8Array | undefined;
  tell(): void;
  /** Closes all files and removes the folders if nothing is in them. */
  tidy(): void;
}

export interface ShelfBounds {
  maxBytes: number;
  maxAgeMs: number;
  /** What stands beside it and counts too. */
  besideBytes: number;
}

/**
 * How long nothing is dropped for its age after a start: a clock that was set a year forward must not
 * empty the spool before the receiver was asked.
 */
const GRACE_MS = 600_000;

const ERRORS = signals.indexOf('errors');

export function createSpoolShelf(
  place: SpoolPlace,
  sync: SpoolSync,
  bounds: ShelfBounds,
): SpoolShelf {
  const { events } = place;
  const { maxBytes, maxAgeMs } = bounds;
  const since = place.now();
  // Room is made by whole segments: they must be few enough to a spool.
  const segmentBytes = Math.min(laneLimits.segmentBytes, Math.max(maxBytes / 8, 65_536));
  let segments: SpoolSegment[] = [];
  /** The one for errors, the one for all else. */
  const writing = new Map<boolean, SpoolSegment>();

  const used = (): number =>
    segments.reduce((sum, segment) => sum + segment.bytes, bounds.besideBytes);

  function tell(): void {
    events.bytes(used() - bounds.besideBytes);
  }

  function dropped({ record }: SpoolEntry, reason: DropReason): void {
    events.stock.change(record.signal, -record.count);
    events.dropped(record.signal, record.count, reason);
  }

  function remove(segment: SpoolSegment, reason?: DropReason): void {
    if (reason) events.stock.setStep(reason);
    segments = segments.filter((one) => one !== segment);
    for (const [kind, one] of writing) if (one === segment) writing.delete(kind);
    try {
      segment.unlink();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        place.failed('spool_unlink', 'a file of the spool could not be removed', error);
    }
    for (const entry of segment.entries) {
      segment.forget(entry);
      if (reason) dropped(entry, reason);
    }
    if (reason) events.stock.setStep(undefined);
    if (segments.length === 0) place.removeEmpty();
    tell();
  }

  function makeRoom(bytes: number): boolean {
    if (bytes > maxBytes) return false;
    while (used() + bytes > maxBytes) {
      const free = segments.filter((segment) => !segment.busy());
      const first = free.find((segment) => !segment.idle[ERRORS]) ?? free[0];
      if (!first) return false;
      remove(first, 'spool_full');
    }
    return true;
  }

  function readBody(entry: SpoolEntry): Uint8Array | undefined {
    try {
      return entry.segment.read(entry);
    } catch (error) {
      place.failed('spool_read', 'a file of the spool could not be read', error);
      return undefined;
    }
  }

  function fresh(): SpoolSegment {
    place.prepare();
    const segment = createSegment(place.newPath(), place.disk);
    sync.named();
    return segment;
  }

  function moved(segment: SpoolSegment, entry: SpoolEntry, body: Uint8Array): boolean {
    try {
      segment.append(entry.record, body, entry);
      return true;
    } catch (error) {
      place.failed('spool_write', 'the spool can’t be written', error);
      return false;
    }
  }

  /** Somebody removed the folder; what stands in the open file is written again. */
  function relocate(lost: SpoolSegment): SpoolSegment {
    place.forget();
    events.stock.setStep('spool_error');
    const segment = fresh();
    segments.splice(segments.indexOf(lost), 0, segment);
    for (const entry of lost.entries) {
      const body = readBody(entry);
      lost.forget(entry);
      if (!body || !moved(segment, entry, body)) dropped(entry, 'spool_error');
    }
    events.stock.setStep(undefined);
    lost.close();
    segments = segments.filter((one) => one !== lost);
    return segment;
  }

  return {
    segments: () => segments,
    add(segment) {
      segments.push(segment);
      // Whoever wrote it may have ended before its fsync.
      sync.written(segment);
      sync.named();
    },
    sort() {
      segments.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    forWriting(bytes, signal) {
      if (!makeRoom(bytes)) return undefined;
      for (const [kind, one] of writing) if (one.gone()) writing.set(kind, relocate(one));
      const isError = signal === ERRORS;
      let segment = writing.get(isError);
      if (segment && segment.bytes >= segmentBytes) {
        segment.close();
        segment = undefined;
      }
      if (!segment) {
        segment = fresh();
        writing.set(isError, segment);
        segments.push(segment);
      }
      return segment;
    },
    lost() {
      for (const one of writing.values()) one.close();
      writing.clear();
    },
    remove,
    expire() {
      const now = place.now();
      if (now - since < Math.min(GRACE_MS, maxAgeMs)) return;
      for (const segment of segments) {
        const isWritten = writing.get(true) === segment || writing.get(false) === segment;
        if (!isWritten && segment.newest < now - maxAgeMs && !segment.busy()) {
          remove(segment, 'spool_expired');
        }
      }
    },
    readBody,
    tell,
    tidy() {
      for (const segment of segments) segment.close();
      place.removeEmpty();
    },
  };
}

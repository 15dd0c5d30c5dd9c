import type { DropReason } from './lane.js';
import { laneLimits } from './lane-limits.js';
import type { SpoolPlace } from './spool-place.js';
import { createSegment, type SpoolEntry, type SpoolSegment } from './spool-segment.js';
import type { SpoolSync } from './spool-sync.js';

/** The segments of one lane, oldest first, within their bounds. Methods may throw what the disk throws. */
export interface SpoolShelf {
  /** Oldest first; the last may be the one that is written to. */
  segments(): readonly SpoolSegment[];
  add(segment: SpoolSegment): void;
  /** After several were added. */
  sort(): void;
  /** The one to write to, with room for so many bytes; undefined if room can't be made. */
  forWriting(bytes: number): SpoolSegment | undefined;
  /** The file that is written to is not there any more: the next write makes another. */
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
  let writing: SpoolSegment | undefined;

  const used = (): number =>
    segments.reduce((sum, segment) => sum + segment.bytes, bounds.besideBytes);

  function tell(): void {
    events.bytes(used() - bounds.besideBytes);
  }

  function remove(segment: SpoolSegment, reason?: DropReason): void {
    for (const entry of segment.entries) {
      segment.forget(entry);
      if (reason) events.dropped(entry.record.signal, entry.record.count, reason);
    }
    segments = segments.filter((one) => one !== segment);
    if (writing === segment) writing = undefined;
    try {
      segment.unlink();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        place.failed('spool_unlink', 'a file of the spool could not be removed', error);
    }
    if (segments.length === 0) place.removeEmpty();
    tell();
  }

  function makeRoom(bytes: number): boolean {
    if (bytes > maxBytes) return false;
    while (used() + bytes > maxBytes) {
      const oldest = segments.find((segment) => !segment.busy());
      if (!oldest) return false;
      remove(oldest, 'spool_full');
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

  /** Somebody removed the folder; what stands in the open file is written again. */
  function relocate(lost: SpoolSegment): SpoolSegment {
    place.forget();
    const segment = fresh();
    segments.splice(segments.indexOf(lost), 0, segment);
    for (const entry of lost.entries) {
      const body = readBody(entry);
      lost.forget(entry);
      if (body) segment.append(entry.record, body, entry);
      else events.dropped(entry.record.signal, entry.record.count, 'spool_error');
    }
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
    forWriting(bytes) {
      if (!makeRoom(bytes)) return undefined;
      if (writing?.gone()) writing = relocate(writing);
      if (writing && writing.bytes >= segmentBytes) {
        writing.close();
        writing = undefined;
      }
      if (!writing) {
        writing = fresh();
        segments.push(writing);
      }
      return writing;
    },
    lost() {
      writing?.close();
      writing = undefined;
    },
    remove,
    expire() {
      const now = place.now();
      if (now - since < Math.min(GRACE_MS, maxAgeMs)) return;
      for (const segment of segments) {
        if (segment !== writing && segment.newest < now - maxAgeMs && !segment.busy()) {
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

import { laneLimits } from './lane-limits.js';
import type { SpoolPlace } from './spool-place.js';
import type { SpoolSegment } from './spool-segment.js';

/** One fsync for all that was written meanwhile, off this thread. */
export interface SpoolSync {
  /** A file was made or moved: the folder must keep its name too. */
  named(): void;
  written(segment: SpoolSegment): void;
}

export function createSpoolSync(place: SpoolPlace): SpoolSync {
  const dirty = new Set<SpoolSegment>();
  let named = false;
  let timer: NodeJS.Timeout | undefined;

  function sync(path: string, again?: () => void): void {
    place.disk.sync(path, (error) => {
      // What was removed meanwhile is done with.
      if (!error || (error as NodeJS.ErrnoException).code === 'ENOENT') return;
      again?.();
      place.failed('spool_sync', 'the spool can’t be synced', error);
    });
  }

  function syncAll(): void {
    timer = undefined;
    const segments = [...dirty];
    dirty.clear();
    for (const segment of segments) {
      if (segment.entries.size > 0) sync(segment.path, () => dirty.add(segment));
    }
    if (!named) return;
    named = false;
    sync(place.folder);
    sync(place.base);
  }

  function soon(): void {
    timer ??= setTimeout(syncAll, laneLimits.fsyncMs).unref();
  }

  return {
    named() {
      named = true;
      soon();
    },
    written(segment) {
      dirty.add(segment);
      soon();
    },
  };
}

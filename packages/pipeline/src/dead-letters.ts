import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { laneLimits } from './lane-limits.js';
import { ownFolder } from './own-folder.js';
import type { Parcel } from './parcel.js';
import { createSegment } from './spool-segment.js';

/** Batches that a receiver refused for good, kept for a human; they are never sent again. */
export interface DeadLetters {
  bury(parcel: Parcel): void;
}

/**
 * Below the spool's folder, in `dead-letter`: a segment file a batch, redacted as all that the lane
 * writes. Bounded in bytes; the oldest goes first. Never throws.
 */
export function createDeadLetters(base: string, lane: string): DeadLetters {
  const folder = join(base, 'dead-letter');
  let number = 0;

  function makeRoom(bytes: number): void {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.seg'))
      .toSorted()
      .map((name) => ({ path: join(folder, name), size: statSync(join(folder, name)).size }));
    let used = files.reduce((sum, file) => sum + file.size, 0);
    for (const file of files) {
      if (used + bytes <= laneLimits.deadLetterBytes) return;
      unlinkSync(file.path);
      used -= file.size;
    }
  }

  return {
    bury(parcel) {
      try {
        if (parcel.body.length > laneLimits.deadLetterBytes) return;
        ownFolder(base);
        ownFolder(folder);
        makeRoom(parcel.body.length);
        const order = `${String(Date.now()).padStart(15, '0')}-${String(number++).padStart(6, '0')}`;
        const segment = createSegment(join(folder, `${order}-${lane}.seg`));
        segment.append({ ...parcel, time: Date.now() }, parcel.body);
        segment.close();
      } catch {
        // The batch is counted as rejected either way.
      }
    },
  };
}

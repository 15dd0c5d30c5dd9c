import { join } from 'node:path';
import type { DropReason } from './lane.js';
import type { SpoolDisk } from './spool-disk.js';
import { ownFolderName } from './spool-owner.js';
import type { SpoolStock } from './spool-stock.js';
import type { Warn } from './warn.js';

/** What the spool tells while it works. */
export interface SpoolEvents {
  dropped(signal: number, count: number, reason: DropReason): void;
  stock: SpoolStock;
  bytes(total: number): void;
  warn: Warn;
}

/** Where a lane's part of the spool stands, and what its parts have in common. */
export interface SpoolPlace {
  readonly disk: SpoolDisk;
  readonly events: SpoolEvents;
  /** The spool of all. */
  readonly base: string;
  /** This lane's own. */
  readonly folder: string;
  now(): number;
  /** Makes the folders. */
  prepare(): void;
  /** They may be gone. */
  forget(): void;
  /** Removes them where nothing is left in them. */
  removeEmpty(): void;
  /** Of a new segment. Names sort by age; the lane's name keeps apart what is adopted of several. */
  newPath(): string;
  /** Says a fault once, until it is over. */
  failed(code: string, message: string, error: unknown): void;
  recovered(): void;
}

/** @param mark ends the names of segments of a second hand. */
export function createSpoolPlace(
  base: string,
  lane: string,
  mark: string,
  disk: SpoolDisk,
  now: () => number,
  events: SpoolEvents,
): SpoolPlace {
  const folder = join(base, ownFolderName(lane));
  let made = false;
  let number = 0;
  let warned = false;

  return {
    disk,
    events,
    base,
    folder,
    now,
    prepare() {
      if (made) return;
      disk.makeFolder(base);
      disk.makeFolder(folder);
      made = true;
    },
    forget() {
      made = false;
    },
    removeEmpty() {
      for (const path of [folder, base]) {
        try {
          disk.removeFolder(path);
        } catch {
          // Something is left in it, or it never was.
        }
      }
      made = false;
    },
    newPath() {
      const order = `${String(now()).padStart(15, '0')}-${String(number++).padStart(6, '0')}`;
      return join(folder, `${order}-${lane}${mark}.seg`);
    },
    failed(code, message, error) {
      if (warned) return;
      warned = true;
      const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      events.warn({ code, message: `${message} (${why})` });
    },
    recovered() {
      warned = false;
    },
  };
}

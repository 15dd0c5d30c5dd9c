import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DropReason } from './lane.js';
import { laneLimits } from './lane-limits.js';
import { abandonedName, orphansIn, ownFolderName } from './spool-owner.js';
import { createSegment, readSegment, type SpoolEntry, type SpoolSegment } from './spool-segment.js';
import type { Warn } from './warn.js';

export interface SpoolOptions {
  folder: string;
  maxBytes: number;
  /** Of the lane; a later worker of the same lane goes on with the same part of the spool. */
  lane: string;
  maxAgeMs?: number;
  /** Default `Date.now`. */
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

/** Batches on disk: what the receiver could not take yet. Nothing here throws. */
export interface Spool {
  /** @returns false if it could not be written; the batch is still the caller's. */
  put(
    batch: { signal: number; count: number; gzip: boolean; time: number },
    body: Uint8Array,
  ): boolean;
  /** The oldest batch that no one sends yet, of one of the signals. */
  take(signals: readonly number[]): { entry: SpoolEntry; body: Uint8Array } | undefined;
  /** The batch was delivered or given up. */
  done(entry: SpoolEntry): void;
  /** The batch could not be sent. */
  giveBack(entry: SpoolEntry): void;
  has(signals: readonly number[]): boolean;
  /** Closes its files, removes its folders if nothing is left in them. It may be used after it. */
  tidy(): void;
  /** The same for good: what is left may be adopted by others, even while this process lives. */
  leave(): void;
}

function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error('not a folder');
  const uid = process.getuid?.();
  if (uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0)) {
    throw new Error('not a private folder of this user');
  }
}

export function createSpool(options: SpoolOptions, events: SpoolEvents): Spool {
  const { folder: base, maxBytes } = options;
  const now = options.now ?? Date.now;
  const maxAgeMs = options.maxAgeMs ?? laneLimits.spoolAgeMs;
  const folder = join(base, ownFolderName(options.lane));
  /** Oldest first; the last may be the one that is written to. */
  let segments: SpoolSegment[] = [];
  let writing: SpoolSegment | undefined;
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
      failed('spool_unlink', 'a file of the spool could not be removed', error);
    }
    if (segments.length === 0) tidy();
    tell();
  }

  /** Names sort by age; the lane's name keeps apart what is adopted from several owners. */
  function newPath(): string {
    const order = `${String(now()).padStart(15, '0')}-${String(number++).padStart(6, '0')}`;
    return join(folder, `${order}-${options.lane}.seg`);
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

  function load(path: string, adopted: boolean): void {
    try {
      const found = readSegment(path);
      if (!found) {
        renameSync(path, `${path}.unknown`);
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

  /** Everything in a folder, and in what that one had adopted when it ended, moved into ours. */
  function moveAll(from: string, depth: number): void {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const path = join(from, entry.name);
      if (entry.isDirectory() && depth < 4) moveAll(path, depth + 1);
      else if (entry.isFile() && entry.name.endsWith('.seg')) {
        const target = join(folder, entry.name);
        renameSync(path, target);
        load(target, true);
      }
    }
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

  resume();
  adopt();
  segments.sort((a, b) => (a.path < b.path ? -1 : 1));
  tell();
  expire();

  return {
    put(batch, body) {
      try {
        expire();
        if (!makeRoom(body.length + 64)) return false;
        prepare();
        if (writing && writing.bytes >= laneLimits.segmentBytes) {
          writing.close();
          writing = undefined;
        }
        if (!writing) {
          writing = createSegment(newPath());
          segments.push(writing);
        }
        writing.append(batch, body);
        tell();
        return true;
      } catch (error) {
        made = false;
        failed('spool_write', 'the spool can’t be written; records wait in memory', error);
        return false;
      }
    },
    take(signals) {
      expire();
      for (const segment of segments.slice()) {
        for (const entry of segment.entries.slice()) {
          if (entry.sending || !signals.includes(entry.record.signal)) continue;
          let body: Uint8Array | undefined;
          try {
            body = segment.read(entry);
          } catch (error) {
            failed('spool_read', 'a file of the spool could not be read', error);
          }
          if (body) {
            entry.sending = true;
            return { entry, body };
          }
          events.dropped(entry.record.signal, entry.record.count, 'spool_error');
          this.done(entry);
        }
      }
      return undefined;
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

import { closeSync, constants, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cursorPath } from './journal-cursor.js';
import {
  HEAD_SEQUENCE,
  JOURNAL_HEADER,
  JOURNAL_MAGIC,
  type JournalHead,
  writeJournalRecord,
} from './journal-record.js';
import { laneLimits } from './lane-limits.js';
import { ownFolder } from './own-folder.js';
import { ownFolderName } from './spool-owner.js';
import type { Warn } from './warn.js';

/**
 * Durability `process`: what a log call has handed over stands in a file when the call returns, and
 * so outlives the process in whatever way that ends. Files are removed once the worker is done
 * with all that is in them.
 */
export interface Journal {
  /** Never throws; what can't be written is as safe as without a journal. */
  append(meta: number, sequence: number, text: string): void;
  /** Removes the files that are done with; at an end, all that can be. */
  tidy(ending: boolean): void;
}

interface Part {
  path: string;
  file: number;
  bytes: number;
  last: number;
}

const NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const FLAGS = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | NOFOLLOW;
/** After a failure, how long nothing is tried. */
const PAUSE_MS = 1000;

/** @param released below which sequence all records are off the ring. */
export function createJournal(
  base: string,
  lane: string,
  head: JournalHead,
  released: () => number,
  warn: Warn,
): Journal {
  const folder = join(base, ownFolderName(lane));
  const scratch = Buffer.allocUnsafeSlow(JOURNAL_HEADER + laneLimits.recordBytes);
  const full: Part[] = [];
  let part: Part | undefined;
  let number = 0;
  let notBefore = 0;
  let warned = false;

  function open(): Part {
    ownFolder(base);
    ownFolder(folder);
    const path = join(folder, `own-${String(number++).padStart(8, '0')}.jnl`);
    const made: Part = { path, file: openSync(path, FLAGS, 0o600), bytes: 0, last: -1 };
    const text = JSON.stringify(head);
    const first = Buffer.alloc(JOURNAL_HEADER + Buffer.byteLength(text));
    writeJournalRecord(first, { meta: 0, sequence: HEAD_SEQUENCE, text });
    made.bytes = writeSync(made.file, Buffer.concat([Buffer.from(JOURNAL_MAGIC), first]));
    return made;
  }

  function remove(one: Part): void {
    try {
      unlinkSync(one.path);
    } catch {
      // Removed by somebody else, or taken along by the folder's next owner.
    }
  }

  function close(one: Part): void {
    part = undefined;
    full.push(one);
    try {
      closeSync(one.file);
    } catch {
      // A remote disk tells late that it is full; the number is given back all the same.
    }
  }

  function tidy(ending: boolean): void {
    const until = released();
    while (full[0] && full[0].last < until) remove(full.shift() as Part);
    if (!ending || !part || part.last >= until || full.length > 0) return;
    const last = part;
    close(last);
    full.pop();
    remove(last);
    try {
      unlinkSync(cursorPath(folder));
    } catch {
      // Nothing was released yet.
    }
    try {
      rmdirSync(folder);
    } catch {
      // The spool has something in it.
    }
  }

  return {
    append(meta, sequence, text) {
      if (notBefore > 0 && performance.now() < notBefore) return;
      try {
        if (part && part.bytes > laneLimits.segmentBytes) {
          close(part);
          tidy(false);
        }
        part ??= open();
        const length = writeJournalRecord(scratch, { meta, sequence, text });
        if (writeSync(part.file, scratch, 0, length) !== length) throw new Error('short write');
        part.bytes += length;
        part.last = sequence;
        notBefore = 0;
      } catch (error) {
        notBefore = performance.now() + PAUSE_MS;
        // What half stands at its end must not hide what comes after.
        if (part) close(part);
        if (warned) return;
        warned = true;
        const why = (error as NodeJS.ErrnoException).code ?? 'unknown';
        warn({
          code: 'journal_write',
          message: `the journal can't be written; records are kept in memory alone (${why})`,
        });
      }
    },
    tidy,
  };
}

import { basename, join } from 'node:path';
import type { LeftJournal } from './adopt-journal.js';
import { cursorPath, readCursor } from './journal-cursor.js';
import { readSegment } from './read-segment.js';
import { orphansIn } from './spool-owner.js';
import type { SpoolPlace } from './spool-place.js';
import type { SpoolShelf } from './spool-shelf.js';

const adoptedJournal = /^adopted-(\d+)-[0-9a-f-]+\.jnl$/;
/** Each process that is killed while it takes over another's part makes it one folder deeper. */
const DEEPEST = 32;
/** Asked of `node:crypto`, which is a megabyte in a thread that may never find a journal. */
const newName = (): string => process.getBuiltinModule('node:crypto').randomUUID();

/**
 * Brings onto the shelf what a worker before this one has left, and what ended processes have.
 *
 * @param resumed called when all is there that a worker before this one has left.
 * @param hasEnded whether the process that a folder is named after lives no more.
 * @returns journals of ended processes, in this spool's folder now.
 */
export function adoptSegments(
  place: SpoolPlace,
  shelf: SpoolShelf,
  resumed: () => void,
  hasEnded?: (name: string) => boolean,
): LeftJournal[] {
  const { disk, events, folder, base } = place;
  const journals: LeftJournal[] = [];

  /** What another version wrote, or damaged beyond reading, is for a human to look at. */
  function setAside(path: string): void {
    const aside = join(base, 'aside');
    disk.makeFolder(aside);
    disk.rename(path, join(aside, basename(path)));
    events.warn({
      code: 'spool_aside',
      message: 'a file of the spool is of no known format; it was put into the folder “aside”',
    });
  }

  function load(path: string, adopted: boolean): void {
    try {
      const found = readSegment(path, disk);
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
      shelf.add(found.segment);
      for (const { record } of found.segment.entries) {
        if (adopted) events.stock.adopted(record.signal, record.count);
      }
      if (found.segment.entries.size === 0) shelf.remove(found.segment);
    } catch (error) {
      place.failed('spool_read', 'a file of the spool could not be read', error);
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
    for (const { name, kind } of disk.list(from)) {
      const path = join(from, name);
      if (kind === 'folder' && depth < DEEPEST) moveAll(path, depth + 1);
      else if (kind === 'file' && name.endsWith('.seg')) {
        const target = join(folder, name);
        disk.rename(path, target);
        load(target, true);
      } else if (kind === 'file' && name.endsWith('.jnl')) {
        const known = adoptedJournal.test(name);
        const target = known ? name : `adopted-${released}-${newName()}.jnl`;
        disk.rename(path, join(folder, target));
        takeJournal(target);
      }
    }
    if (released > 0) disk.unlink(cursorPath(from));
    disk.removeFolder(from);
  }

  /** @param isTaken whether a worker before this one had begun with it. */
  function adopt(name: string, isTaken: boolean): void {
    try {
      place.prepare();
      const taken = join(folder, name);
      // Whoever moves the folder first has it; a second process finds nothing there.
      if (!isTaken) disk.rename(join(base, name), taken);
      moveAll(taken, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        place.failed('spool_adopt', 'the spool of an ended process could not be taken over', error);
      }
    }
  }

  /**
   * A worker before this one, of the same lane, may have left something: it is counted already.
   *
   * @returns folders that it had begun to adopt.
   */
  function resume(): string[] {
    try {
      const there = disk.list(folder);
      const names = there.map(({ name }) => name);
      const segments = names.filter((name) => name.endsWith('.seg'));
      if (segments.length > 0) place.prepare();
      for (const name of segments) load(join(folder, name), false);
      for (const name of names) takeJournal(name);
      return there.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
    } catch {
      // There was none.
      return [];
    }
  }

  const begun = resume();
  shelf.sort();
  resumed();
  for (const name of begun) adopt(name, true);
  for (const name of orphansIn(base, disk, hasEnded)) adopt(name, false);
  shelf.sort();
  return journals;
}

import { rmSync } from 'node:fs';
import { word } from '../heart.js';
import type { NotesData } from '../watchdog-messages.js';
import { boxPath } from './crash-box.js';

const MAX_WAIT_MS = 100;
const LOOK_MS = 1;

/** At an orderly end: nothing is noted from here on, and what was is removed. */
export function takeNotesAway(memory: Int32Array, { folder, service }: NotesData): void {
  Atomics.store(memory, word.silent, 1);
  const deadline = performance.now() + MAX_WAIT_MS;
  while (Atomics.load(memory, word.noting) === 1 && performance.now() < deadline) {
    Atomics.wait(memory, word.noting, 1, LOOK_MS);
  }
  rmSync(boxPath(folder, service), { force: true });
}

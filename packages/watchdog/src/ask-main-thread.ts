import { Session } from 'node:inspector';
import { word } from './heart.js';
import { probeExpression } from './prober.js';

const ASK_AGAIN_MS = 1;
/** Two seconds, or more where the machine is busy. Node itself would wait for what is open, and say so. */
const MAX_WAITS = 2000;

/**
 * Lets the process's first thread look at itself, whatever it runs. The connection lives for one
 * question only: one that is open when the process ends would make Node wait for "the debugger".
 *
 * @returns whether it was asked; `done` is called when it has answered.
 */
export function askMainThread(memory: Int32Array, requestedAt: number, done: () => void): boolean {
  Atomics.store(memory, word.connected, 1);
  if (Atomics.load(memory, word.ending) === 1) {
    Atomics.store(memory, word.connected, 0);
    return false;
  }
  const session = new Session();
  session.connectToMainThread();
  const expression = probeExpression(requestedAt);
  session.post('Runtime.evaluate', { expression, silent: true }, () => {
    session.disconnect();
    Atomics.store(memory, word.connected, 0);
    done();
  });
  return true;
}

const isOpen = (memory: Int32Array, place: number): boolean => Atomics.load(memory, place) === 1;

/** Called by the first thread at its end: waits until no question and no profile is open, for about two seconds at most. */
export function endQuestions(memory: Int32Array): void {
  Atomics.store(memory, word.ending, 1);
  // By no clock: of a process that was stopped or starved the other thread has had no time either.
  let waits = MAX_WAITS;
  // A loop that calls something, not one long wait: the goodbye of a connection comes as an interrupt.
  for (const open of [word.connected, word.profiling]) {
    while (isOpen(memory, open) && waits-- > 0) {
      Atomics.wait(memory, open, 1, ASK_AGAIN_MS);
    }
  }
}

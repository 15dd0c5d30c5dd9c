import type { Dispatcher } from './dispatcher.js';
import { laneLimits } from './lane-limits.js';
import { word } from './lane-memory.js';
import type { RingReader } from './ring-reader.js';

/** Where the application's thread asks the worker for a flush, and waits for the answer. */
export interface FlushDesk {
  /** Takes up a request that was not looked at yet. */
  notice(): void;
  /** Whether there is such a one. */
  isAsked(): boolean;
  /** Whether one was taken up and not answered yet. */
  isOpen(): boolean;
  /** Answers if all that it is for is done, or can't be. */
  answer(): void;
}

export interface FlushDeskOptions {
  control: Int32Array<SharedArrayBuffer>;
  ring: RingReader;
  dispatcher: Dispatcher;
  /** Whether batches are being compressed. */
  isPacking: () => boolean;
  /** Ends all requests under way. */
  abort: () => void;
  /** Closes the files of the spools. */
  tidy: () => void;
}

export function createFlushDesk(options: FlushDeskOptions): FlushDesk {
  const { control, ring, dispatcher, isPacking, abort, tidy } = options;
  let flushing: { request: number; target: number; ending: boolean } | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let resumeTimer: NodeJS.Timeout | undefined;

  function asked(): number | undefined {
    const request = Atomics.load(control, word.flushRequest);
    const known = flushing?.request ?? Atomics.load(control, word.flushAnswer);
    return request === known ? undefined : request;
  }

  return {
    notice() {
      const request = asked();
      if (request === undefined) return;
      const ending = Atomics.load(control, word.ending) === 1;
      flushing = { request, target: ring.head(), ending };
      dispatcher.setHolding(false);
      if (ending) {
        clearTimeout(resumeTimer);
        dispatcher.setEnding(true);
        const budget = Atomics.load(control, word.flushBudget) * laneLimits.endShare;
        clearTimeout(endTimer);
        endTimer = setTimeout(abort, budget).unref();
      }
    },
    isAsked: () => asked() !== undefined,
    isOpen: () => flushing !== undefined,
    answer() {
      if (!flushing) return;
      const { request, target, ending } = flushing;
      const reached = ring.reached(target);
      // At an end there is no use in waiting for a receiver that is away.
      const blocked = ring.pending() && dispatcher.room();
      const hopeless = ending && !blocked && !isPacking() && dispatcher.stuck();
      if (!hopeless && !(reached && dispatcher.held() === 0)) return;
      // Whoever leaves in the middle of a request sends it again at the next start.
      if (ending && dispatcher.busy()) return;
      flushing = undefined;
      dispatcher.setHolding(true);
      clearTimeout(endTimer);
      if (ending) {
        // Whoever is about to be gone must not begin a request; whoever stays goes on after a while.
        resumeTimer = setTimeout(() => dispatcher.setEnding(false), laneLimits.resumeMs).unref();
        tidy();
      }
      Atomics.store(control, word.flushAnswer, request);
      Atomics.notify(control, word.flushAnswer);
    },
  };
}

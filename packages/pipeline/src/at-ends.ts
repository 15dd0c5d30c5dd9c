import { isMainThread } from 'node:worker_threads';

/** What a lane does when its thread ends. */
export interface EndActions {
  /** Blocks until all is delivered or in the spool, or the deadline passed. */
  flush: () => void;
  /** Starts sending what waits, without waiting for it. */
  nudge: () => void;
  /** Comes last. */
  over: () => void;
}

const signalNames = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const ours = Symbol.for('sonde.signal');

type Listener = ((...args: unknown[]) => void) & { [ours]?: boolean };

/**
 * The listeners that would themselves end the process, once they are alone: npm's signal-exit, in
 * many programs. It waits for us and we would wait for it, so it does not count as a handler of
 * the application.
 */
function signalExitListeners(): number {
  const places = [
    (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')],
    (process as unknown as Record<string, unknown>)['__signal_exit_emitter__'],
  ];
  return places.reduce<number>((sum, place) => {
    const count = (place as { count?: unknown } | undefined)?.count;
    return sum + (typeof count === 'number' ? count : 0);
  }, 0);
}

/** Whether the application has a handler of its own for a signal. */
export function applicationListens(name: NodeJS.Signals): boolean {
  const others = (process.listeners(name) as Listener[]).filter((one) => one[ours] !== true);
  return others.length - signalExitListeners() > 0;
}

/**
 * Calls the actions at every orderly end of the thread. A signal ends the process as it would
 * without us, after the flush; where the application has a handler of its own, the end is its
 * business and the flush comes at `exit`.
 *
 * @returns `forget` takes all listeners back.
 */
export function atEnds(actions: EndActions): { forget(): void } {
  const safely = (act: () => void): void => {
    try {
      act();
    } catch {
      // The end of the application is not ours to disturb.
    }
  };
  const onExit = (): void => {
    safely(actions.flush);
    safely(actions.over);
  };
  const onBeforeExit = (): void => safely(actions.nudge);
  const forgetSignals: (() => void)[] = [];

  process.on('exit', onExit);
  process.on('beforeExit', onBeforeExit);
  if (isMainThread) {
    for (const name of signalNames) {
      const onSignal: Listener = () => {
        if (applicationListens(name)) return;
        safely(actions.flush);
        safely(actions.over);
        // After the turn of every other lane, which has the same to do.
        process.nextTick(() => {
          for (const listener of process.listeners(name) as Listener[]) {
            if (listener[ours]) process.removeListener(name, listener);
          }
          process.kill(process.pid, name);
        });
      };
      onSignal[ours] = true;
      try {
        // First, because a handler of the application that is there once is gone after its turn.
        process.prependListener(name, onSignal);
        forgetSignals.push(() => process.removeListener(name, onSignal));
      } catch {
        // This platform has no such signal.
      }
    }
  }
  return {
    forget() {
      process.removeListener('exit', onExit);
      process.removeListener('beforeExit', onBeforeExit);
      for (const forget of forgetSignals) forget();
    },
  };
}

import { isMainThread } from 'node:worker_threads';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** By this mark the lane knows listeners that are no handler of the application, and takes them away. */
const NO_HANDLER = Symbol.for('sonde.signal');

/**
 * Calls `act` before the lane's own flush at `exit` and at a signal, which it is given. It may be called
 * twice. Whether a signal ends the process stays the lane's and the application's business.
 */
export function beforeEnd(act: (signal?: NodeJS.Signals) => void): () => void {
  const safely = (signal?: NodeJS.Signals): void => {
    try {
      act(signal);
    } catch {
      // The end of the application is not ours to disturb.
    }
  };
  const onSignal = Object.assign(
    (signal: NodeJS.Signals) => {
      safely(signal);
      // A listener alone would keep the signal from ending the process, were the lane closed.
      if (process.listenerCount(signal) > 1) return;
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    },
    { [NO_HANDLER]: true },
  );
  const onExit = (): void => safely();
  process.prependListener('exit', onExit);
  const signals = isMainThread ? SIGNALS : [];
  for (const signal of signals) process.prependListener(signal, onSignal);
  return () => {
    process.off('exit', onExit);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * Listens to several channels of `node:diagnostics_channel`. What a listener throws reaches nobody: who
 * publishes goes on.
 *
 * @returns its undoing.
 */
export function listenToChannels(
  listeners: Readonly<Record<string, (message: never) => void>>,
): () => void {
  const undos = Object.entries(listeners).map(([channel, listener]) => {
    const safely = (message: unknown): void => {
      try {
        listener(message as never);
      } catch {
        // A call goes on with or without us.
      }
    };
    subscribe(channel, safely);
    return () => unsubscribe(channel, safely);
  });
  return () => {
    for (const undo of undos) undo();
  };
}

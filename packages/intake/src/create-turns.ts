/** Milliseconds of work on bodies between two looks of the event loop at everything else. */
const TURN_MS = 2;

/**
 * Work on bodies waits for its turn, so that a flood of them takes no more than a few milliseconds from
 * the server's other routes at a time.
 *
 * @returns resolves when it is the caller's turn; what it does until its own next wait belongs to it.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    const end = performance.now() + TURN_MS;
    do {
      waiting.shift()?.();
      // Whose turn it is goes on before this does.
      await Promise.resolve();
    } while (waiting.length > 0 && performance.now() < end);
    if (waiting.length > 0) setImmediate(run);
    else isRunning = false;
  }

  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (isRunning) return;
      isRunning = true;
      setImmediate(run);
    });
}

import { started } from './started.js';

/**
 * Resolves when all that was recorded before is delivered or in the spool, or at the deadline.
 *
 * @param deadlineMs milliseconds. Default: `SONDE_FLUSH_DEADLINE_MS`.
 * @returns false if the deadline came first; true at once if nothing was started.
 */
export async function flush(deadlineMs?: number): Promise<boolean> {
  const running = started();
  if (!running?.lane) return true;
  await running.tracing?.forceFlush();
  return running.lane.flush(deadlineMs);
}

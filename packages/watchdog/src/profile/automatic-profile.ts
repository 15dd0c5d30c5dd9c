/** A block of this is followed by a profile; milliseconds. */
const LONG_BLOCK_MS = 1000;
/** So is a loop that is busy by this share for this long. */
const BUSY = 0.9;
const BUSY_MS = 60_000;
/** One in so long. */
const PAUSE_MS = 600_000;

/** Decides when a profile is taken without being asked for. */
export interface AutomaticProfile {
  afterBlock(durationMs: number, now: number): boolean;
  /** @param busy the share of the time since the last call, 0 to 1. */
  whileBusy(busy: number, now: number): boolean;
}

export function createAutomaticProfile(): AutomaticProfile {
  let last: number | undefined;
  let busySince: number | undefined;

  function may(now: number): boolean {
    if (last !== undefined && now - last < PAUSE_MS) return false;
    last = now;
    return true;
  }

  return {
    afterBlock: (durationMs, now) => durationMs >= LONG_BLOCK_MS && may(now),
    whileBusy(busy, now) {
      if (busy < BUSY) busySince = undefined;
      else busySince ??= now;
      return busySince !== undefined && now - busySince >= BUSY_MS && may(now);
    },
  };
}

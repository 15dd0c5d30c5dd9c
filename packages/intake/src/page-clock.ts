const SKEW_MS = 5_000;
const AHEAD_MS = 1_000;

export interface PageClock {
  /** When the request came, nanoseconds since the epoch as decimal text. */
  now: string;
  /** A time of the page, nanoseconds since the epoch as decimal text, mended and clamped. */
  mend(nano: string | undefined): string;
}

/**
 * A page's clock may be wrong, or lie. With `sentAt` a difference of more than 5 s to ours is taken
 * for skew (less may be the network's) and mended; what is then later than now or older than
 * `oldestMs` is clamped.
 */
export function createPageClock(
  nowMs: number,
  sentAt: number | undefined,
  oldestMs: number,
): PageClock {
  const difference = sentAt === undefined ? 0 : Math.round(nowMs - sentAt);
  const skew = Math.abs(difference) > SKEW_MS ? toNano(difference) : 0n;
  const earliest = toNano(nowMs - oldestMs);
  const latest = toNano(nowMs + AHEAD_MS);
  const now = String(toNano(nowMs));
  return {
    now,
    mend(nano) {
      const given = nano && /^\d{1,20}$/.test(nano) ? BigInt(nano) : 0n;
      if (given === 0n) return now;
      const mended = given + skew;
      return String(mended < earliest ? earliest : mended > latest ? latest : mended);
    },
  };
}

function toNano(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}

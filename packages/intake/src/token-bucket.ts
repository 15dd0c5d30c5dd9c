/** Allows bursts of `size`, and `perSecond` in the long run. Times are milliseconds of one clock. */
export interface TokenBucket {
  /** Takes so many, also more than there are: a debt is paid before the next is given. */
  take(count: number, now: number): void;
  /** Seconds until something can be taken; 0 if it can be now. */
  wait(now: number): number;
}

export function createTokenBucket(size: number, perSecond: number, start: number): TokenBucket {
  let tokens = size;
  let last = start;

  function refill(now: number): void {
    tokens = Math.min(size, tokens + ((now - last) / 1000) * perSecond);
    last = now;
  }

  return {
    take(count, now) {
      refill(now);
      tokens -= count;
    },
    wait(now) {
      refill(now);
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond);
    },
  };
}

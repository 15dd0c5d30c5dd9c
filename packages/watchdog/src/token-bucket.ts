/** Lets `burst` through at once and `perSecond` in the long run. Times in milliseconds. */
export function createTokenBucket(burst: number, perSecond: number): (nowMs: number) => boolean {
  let tokens = burst;
  let last: number | undefined;
  return (nowMs) => {
    tokens = Math.min(burst, tokens + ((nowMs - (last ?? nowMs)) / 1000) * perSecond);
    last = nowMs;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

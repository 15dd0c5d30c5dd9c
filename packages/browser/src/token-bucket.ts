/** Allows bursts of `size`, and `perSecond` in the long run. */
export function createTokenBucket(size: number, perSecond: number): () => boolean {
  let tokens = size;
  let last = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(size, tokens + ((now - last) / 1000) * perSecond);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** Allows bursts of `size`, and `perSecond` in the long run. */
export function createTokenBucket(size: number, perSecond: number): () => boolean {
  const interval = 1_000 / perSecond;
  /** When the bucket is full again. */
  let full = 0;
  return () => {
    const now = performance.now();
    const next = Math.max(full, now) + interval;
    const isAllowed = next <= now + size * interval;
    if (isAllowed) full = next;
    return isAllowed;
  };
}

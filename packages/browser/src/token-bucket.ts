/**
 * Allows one each `interval` milliseconds in the long run, and a burst of `size`.
 *
 * @returns whether one more is allowed
 */
export function createTokenBucket(interval: number, size: number): () => boolean {
  /** When the bucket is full again. */
  let full = 0;
  return () => {
    const now = performance.now();
    if (full < now) full = now;
    return full < now + size * interval && !!(full += interval);
  };
}

import { createTokenBucket, type TokenBucket } from './token-bucket.js';

export interface ClientLimiter {
  /** Seconds that this client must wait; 0 lets it pass, and counts. */
  admit(client: string, now: number): number;
}

/** A token bucket for each client, in a table that never grows past `most`. */
export function createClientLimiter(most: number, burst: number, perSecond: number): ClientLimiter {
  const buckets = new Map<string, TokenBucket>();
  return {
    admit(client, now) {
      let bucket = buckets.get(client);
      if (bucket) {
        buckets.delete(client);
      } else {
        bucket = createTokenBucket(burst, perSecond, now);
        if (buckets.size >= most) buckets.delete(buckets.keys().next().value as string);
      }
      buckets.set(client, bucket);
      const wait = bucket.wait(now);
      if (wait === 0) bucket.take(1, now);
      return wait;
    },
  };
}

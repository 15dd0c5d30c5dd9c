import { createTokenBucket, type TokenBucket } from './token-bucket.js';

export interface ClientLimiter {
  /** Seconds that this client must wait; 0 lets it pass, and counts. */
  admit(client: string, now: number): number;
}

/**
 * A token bucket for each client, in a table that never grows past `most`: in two halves, the older of
 * which, with the clients that were silent longest, is forgotten as a whole.
 */
export function createClientLimiter(most: number, burst: number, perSecond: number): ClientLimiter {
  let newer = new Map<string, TokenBucket>();
  let older = new Map<string, TokenBucket>();
  return {
    admit(client, now) {
      let bucket = newer.get(client);
      if (!bucket) {
        bucket = older.get(client) ?? createTokenBucket(burst, perSecond, now);
        if (newer.size >= most / 2) {
          older = newer;
          newer = new Map();
        }
        newer.set(client, bucket);
      }
      const wait = bucket.wait(now);
      if (wait === 0) bucket.take(1, now);
      return wait;
    },
  };
}

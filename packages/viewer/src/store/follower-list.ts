import type { LogRow } from '../api.js';
import { createRowMatcher } from '../sqlite/full-text.js';
import type { LogFilter } from './queries.js';

/** Rows that wait for one follower; the rest is counted as skipped. */
const MAX_ROWS = 200;

/** Those who look at the live tail, each with the rows that fit and were not sent yet. */
export interface FollowerList {
  readonly size: number;
  add(follower: number, filter: LogFilter): void;
  remove(follower: number): void;
  offer(row: LogRow): void;
  take(send: (follower: number, logs: LogRow[], skipped: number) => void): void;
}

export function createFollowerList(): FollowerList {
  const followers = new Map<
    number,
    { fits: (row: LogRow) => boolean; rows: LogRow[]; skipped: number }
  >();
  return {
    get size() {
      return followers.size;
    },
    add(follower, filter) {
      followers.set(follower, { fits: createRowMatcher(filter), rows: [], skipped: 0 });
    },
    remove(follower) {
      followers.delete(follower);
    },
    offer(row) {
      for (const follower of followers.values()) {
        if (!follower.fits(row)) continue;
        if (follower.rows.length < MAX_ROWS) follower.rows.push(row);
        else follower.skipped++;
      }
    },
    take(send) {
      for (const [id, follower] of followers) {
        if (follower.rows.length === 0) continue;
        send(id, follower.rows, follower.skipped);
        follower.rows = [];
        follower.skipped = 0;
      }
    },
  };
}

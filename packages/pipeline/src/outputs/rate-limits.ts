import type { IncomingHttpHeaders } from 'node:http';

/** What Sentry said of when errors may come again. */
export interface RateLimits {
  /** Reads an answer. */
  read(status: number, headers: IncomingHttpHeaders): void;
  /** Milliseconds until errors may be sent; 0: now. */
  waitMs(): number;
}

/** What a 429 means that says nothing more. */
const USUAL_MS = 60_000;
/** A limit may hold until a month's quota begins anew; asked again within a day, nothing is lost. */
const LONGEST_MS = 86_400_000;

function retryAfter(text: string, now: number): number | undefined {
  const ms = /^\d{1,10}(?:\.\d{1,3})?$/.test(text.trim())
    ? Number(text) * 1000
    : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * `X-Sentry-Rate-Limits: <seconds>:<categories>:<scope>:…, …` (no category: all), else `Retry-After`
 * of a 429, in either form.
 *
 * @see https://develop.sentry.dev/sdk/expected-features/rate-limiting/
 */
export function createRateLimits(
  clock: { monotonic(): number; wall(): number } = {
    monotonic: () => performance.now(),
    wall: Date.now,
  },
): RateLimits {
  let until = 0;

  function hold(ms: number): void {
    until = Math.max(until, clock.monotonic() + Math.min(Math.max(ms, 0), LONGEST_MS));
  }

  return {
    read(status, headers) {
      const told = headers['x-sentry-rate-limits'];
      if (typeof told === 'string') {
        for (const limit of told.slice(0, 4096).split(',')) {
          const [seconds = '', categories = ''] = limit.trim().split(':');
          const names = categories.split(';').filter((name) => name !== '');
          if (names.length > 0 && !names.includes('error') && !names.includes('default')) continue;
          const ms = retryAfter(seconds, clock.wall());
          hold(ms ?? USUAL_MS);
        }
      } else if (status === 429) {
        const after = headers['retry-after'];
        hold((after === undefined ? undefined : retryAfter(after, clock.wall())) ?? USUAL_MS);
      }
    },
    waitMs: () => Math.max(0, until - clock.monotonic()),
  };
}

import { listen } from './listen.js';

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
const LONGEST_TOLD_MS = 600_000;

export interface RetryTimer {
  /** @param retryAfter the header's value, seconds or a date. */
  failed(retryAfter: string | null): void;
  succeeded(more: boolean): void;
  isWaiting(): boolean;
  /** Whether the server itself told how long to wait. */
  isTold(): boolean;
  stop(): void;
}

/** Waits longer after each failure, with jitter; at once when the connection comes back. */
export function createRetryTimer(retry: () => void): RetryTimer {
  let id: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_MS;
  let told = false;

  function fire(): void {
    clearTimeout(id);
    id = undefined;
    told = false;
    retry();
  }

  const unlisten = listen(window, 'online', () => id !== undefined && !told && fire());

  return {
    failed(retryAfter) {
      const ms = retryAfter ? parseRetryAfter(retryAfter) : undefined;
      if (id !== undefined && ms === undefined) return;
      clearTimeout(id);
      told = ms !== undefined;
      id = setTimeout(fire, ms ?? delay * (0.75 + Math.random() / 2));
      delay = Math.min(delay * 2, LONGEST_MS);
    },
    succeeded(more) {
      delay = FIRST_MS;
      if (more && id === undefined) fire();
    },
    isWaiting: () => id !== undefined,
    isTold: () => told,
    stop() {
      clearTimeout(id);
      unlisten();
    },
  };
}

function parseRetryAfter(value: string): number | undefined {
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return ms >= 0 ? Math.min(ms, LONGEST_TOLD_MS) : undefined;
}

import type { Feature } from './feature.js';

const MOST_WAITING = 16;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
const LONGEST_TOLD_MS = 600_000;

/**
 * Keeps in memory what met 429, 5xx or a lost connection, and tries again: after Retry-After, or
 * longer after each failure with jitter, and at once when the connection comes back or the page goes.
 */
export const retry: Feature = (context) => {
  const { shelve } = context;
  const waiting: string[] = [];
  let delay = FIRST_DELAY_MS;
  let told = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** One first, to see whether it gets through; the others follow when it has. */
  function next(most = 1): void {
    clearTimeout(timer);
    timer = undefined;
    told = false;
    waiting.splice(0, most).forEach(context.post);
  }

  context.mustWait = (body) => {
    if (!navigator.onLine) shelve?.(body, true);
    return timer !== undefined && keep(body);
  };

  context.answered = (body, mayHelp, response) => {
    shelve?.(body, mayHelp);
    if (!mayHelp) {
      delay = FIRST_DELAY_MS;
      if (timer === undefined) next();
      return false;
    }
    keep(body);
    const after = response?.headers.get('retry-after') ?? Number.NaN;
    const wait = Number(after) * 1_000 || Date.parse(String(after)) - Date.now();
    const isTold = wait >= 0;
    if (timer === undefined || isTold) {
      clearTimeout(timer);
      told = isTold;
      timer = setTimeout(
        next,
        told ? Math.min(wait, LONGEST_TOLD_MS) : delay * (0.75 + Math.random() / 2),
      );
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    }
    return true;
  };

  function keep(body: string): boolean {
    if (waiting.push(body) > MOST_WAITING) {
      waiting.shift();
      context.drop('queue_full');
    }
    return true;
  }

  const hurry = (): void => {
    if (!told) next(MOST_WAITING);
  };
  context.listen(window, 'online', hurry);
  context.onHidden(hurry);
  return () => clearTimeout(timer);
};

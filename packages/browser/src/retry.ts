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
  const { shelve, settings } = context;
  const waiting: string[] = [];
  let delay = FIRST_DELAY_MS;
  let told = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** One first, to see whether it gets through; the others follow when it has. */
  function next(most = 1): void {
    clearTimeout(timer);
    timer = undefined;
    told = false;
    for (const body of waiting.splice(0, most)) void context.deliver(body);
  }

  function keep(body: string): void {
    if (waiting.push(body) > MOST_WAITING) {
      waiting.shift();
      context.drop('queue_full');
    }
  }

  context.deliver = async (body) => {
    if (settings.consent === false) return context.drop('consent');
    if (!navigator.onLine) shelve?.(body, true);
    if (timer) return keep(body);
    // The page's clock is compared with the intake's: it is to be that of this try.
    const answer = await context.postBody(body.replace(/At":\d+/, `At":${Date.now()}`));
    const mayHelp = !answer || answer.status === 429 || answer.status > 499;
    shelve?.(body, mayHelp);
    if (!mayHelp) {
      if (!answer.ok) context.drop('refused');
      delay = FIRST_DELAY_MS;
      if (!timer) next();
      return;
    }
    keep(body);
    const after = answer?.headers.get('retry-after') ?? Number.NaN;
    const wait = Number(after) * 1_000 || Date.parse(String(after)) - Date.now();
    const isTold = wait >= 0;
    if (!timer || isTold) {
      clearTimeout(timer);
      told = isTold;
      timer = setTimeout(
        next,
        told ? Math.min(wait, LONGEST_TOLD_MS) : delay * (0.75 + Math.random() / 2),
      );
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    }
  };

  const hurry = (): void => {
    if (!told) next(MOST_WAITING);
  };
  context.listen('online', hurry);
  context.beforeLeaving.push(hurry);
  return () => clearTimeout(timer);
};

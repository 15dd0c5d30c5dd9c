/** A second whose longest gap is not over the threshold says no more than that. */
const SECOND_MS = 1000;
/** So far back the usual is looked for, and so much of it has to be known; seconds. */
const WINDOW = 120;
const LEAST = 30;
/** What is told has to stand out from the usual by this. */
const OVER = 1.5;
/** A block of so many thresholds is told however usual it is. */
const MOST = 10;

/** What is a block for this service. Times in milliseconds. */
export interface Threshold {
  /** How long a callback may run by now. */
  ms(): number;
  /** Called with each time between two beats. */
  gap(ms: number, now: number): void;
}

/** One that was asked for by its number, and stays. */
export function fixedThreshold(ms: number): Threshold {
  return { ms: () => ms, gap: () => undefined };
}

/**
 * A threshold that rises where most seconds hold a longer gap anyway: half over the median of the
 * longest gap of each second, once that has been so for half a minute. It falls as the service mends.
 */
export function usualThreshold(baseMs: number): Threshold {
  const longest: number[] = [];
  let current = baseMs;
  let second: number | undefined;
  let worst = 0;

  function close(seconds: number): void {
    longest.push(worst);
    worst = 0;
    if (longest.length > WINDOW) longest.shift();
    if (longest.length < LEAST || seconds % 2 === 1) return;
    const sorted = longest.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? 0;
    current = Math.min(Math.max(baseMs, median * OVER), baseMs * MOST);
  }

  return {
    ms: () => current,
    gap(ms, now) {
      const at = Math.floor(now / SECOND_MS);
      // A gap belongs to the second in which it ends.
      if (second !== undefined && at !== second) close(at);
      second = at;
      worst = Math.max(worst, ms);
    },
  };
}

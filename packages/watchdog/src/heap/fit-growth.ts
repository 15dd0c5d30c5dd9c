/** What was left after one full garbage collection. */
export interface Floor {
  /** Milliseconds since the epoch. */
  time: number;
  /** Bytes of the heap and of what it holds outside. */
  bytes: number;
}

/** How the floor has risen since it was last at its lowest. */
export interface Growth {
  /** When it was at its lowest; milliseconds since the epoch. */
  since: number;
  /** Bytes gained since. */
  rise: number;
  bytesPerHour: number;
  /**
   * The pace of its last third as a part of that of its first: well below 1 for a cache that fills or a
   * program that warms up. 0 while it is below a height that it had fallen from before, and while floors
   * are too few to say.
   */
  lasting: number;
}

const HOUR_MS = 3_600_000;
/** Two are a rise, four a growth. */
const LEAST_FLOORS = 2;
const LEAST_FITTED = 4;
/** Of the range that was seen: who is back here begins anew, as a batch does. */
const LOW = 0.15;
/** What has fallen from a height before is no news until it is higher by this. */
const HIGHER = 1.1;
/** Of the steps from floor to floor. */
const LEAST_RISING = 0.7;
/** Floors that a third must have, to say something of it. */
const LEAST_IN_THIRD = 4;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The median of the slopes between all pairs (Theil and Sen): one odd floor changes little. */
function slope(floors: readonly Floor[]): number {
  const slopes: number[] = [];
  for (const [index, from] of floors.entries()) {
    for (const to of floors.slice(index + 1)) {
      if (to.time > from.time) slopes.push((to.bytes - from.bytes) / (to.time - from.time));
    }
  }
  return median(slopes);
}

/**
 * Fits a line to the floors since the lowest one.
 *
 * @returns undefined while they don't rise.
 */
export function fitGrowth(floors: readonly Floor[]): Growth | undefined {
  const all = floors.map(({ bytes }) => bytes);
  const lowest = Math.min(...all);
  const low = lowest + (Math.max(...all) - lowest) * LOW;
  const start = floors.findLastIndex(({ bytes }) => bytes <= low);
  const run = floors.slice(start);
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last || run.length < LEAST_FLOORS) return undefined;
  const rising = run.filter(
    ({ bytes }, index) => index > 0 && bytes > (run[index - 1]?.bytes ?? 0),
  );
  const whole = slope(run);
  if (whole <= 0 || rising.length < (run.length - 1) * LEAST_RISING) return undefined;
  const third = Math.max(LEAST_IN_THIRD, Math.ceil(run.length / 3));
  const higher = last.bytes >= Math.max(0, ...all.slice(0, start)) * HIGHER;
  const fitted = run.length >= LEAST_FITTED;
  if (!fitted && !higher) return undefined;
  return {
    since: first.time,
    rise: last.bytes - first.bytes,
    bytesPerHour: whole * HOUR_MS,
    lasting:
      fitted && higher ? slope(run.slice(-third)) / Math.max(1e-9, slope(run.slice(0, third))) : 0,
  };
}

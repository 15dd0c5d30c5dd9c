const DAY_US = 86_400_000_000;

/** Nanoseconds since the epoch, as a decimal string, to microseconds; 0 if it is not a time. */
export function nanosToMicros(nanos: string | undefined): number {
  if (nanos === undefined || nanos.length < 4 || nanos.length > 20) return 0;
  const micros = Number(nanos.slice(0, -3));
  return Number.isSafeInteger(micros) && micros > 0 ? micros : 0;
}

/** `end - start` in nanoseconds, never negative: a clock may have been set back between the two. */
export function nanosBetween(start: string, end: string): number {
  try {
    const nanos = Number(BigInt(end) - BigInt(start));
    return nanos > 0 && Number.isSafeInteger(nanos) ? nanos : 0;
  } catch {
    return 0;
  }
}

/**
 * A record that claims to come from over a day ahead, or from nowhere, would never be found by its
 * time: it gets the time at which it arrived.
 */
export function believableTime(micros: number, arrivedMicros: number): number {
  return micros > 0 && micros <= arrivedMicros + DAY_US ? micros : arrivedMicros;
}

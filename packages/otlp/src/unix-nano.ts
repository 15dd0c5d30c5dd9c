/**
 * @param millis milliseconds since the epoch, fractions allowed.
 * @returns nanoseconds since the epoch as OTLP's JSON writes them; `'0'` for what is not a time.
 */
export function millisToUnixNano(millis: number): string {
  // Past 2^53 a number can't hold nanoseconds: the whole and the fraction are put together as text.
  if (!(millis >= 0 && millis < 18_446_744_073_709)) return '0';
  const whole = Math.floor(millis);
  const fraction = Math.round((millis - whole) * 1e6);
  if (fraction === 0) return whole === 0 ? '0' : `${whole}000000`;
  if (fraction === 1e6) return `${whole + 1}000000`;
  return whole === 0 ? `${fraction}` : `${whole}${String(fraction).padStart(6, '0')}`;
}

/** The wall clock, nanoseconds since the epoch. Its resolution is a millisecond. */
export function nowUnixNano(): string {
  return `${Date.now()}000000`;
}

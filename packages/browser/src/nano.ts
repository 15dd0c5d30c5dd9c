/** Milliseconds to nanoseconds as decimal text; microseconds are kept. */
export function nano(milliseconds: number): string {
  return `${Math.round(milliseconds * 1000)}000`;
}

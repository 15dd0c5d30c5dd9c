/** Anything as text, without failing. */
export function tellValue(value: unknown): string {
  try {
    return (typeof value === 'object' && JSON.stringify(value)) || String(value);
  } catch {
    return {}.toString.call(value);
  }
}

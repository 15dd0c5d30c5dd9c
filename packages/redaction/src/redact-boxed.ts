/** An object that stands for one text: an address, a query, a `String`. `undefined` for all others. */
export function redactBoxed(
  value: object,
  redact: (text: string) => string,
): { after: unknown } | undefined {
  if (value instanceof URL) {
    const after = redact(value.href);
    if (after === value.href) return { after: value };
    return { after: URL.canParse(after) ? new URL(after) : after };
  }
  // Data may have a field of that name.
  if (typeof value.valueOf !== 'function') return undefined;
  const text: unknown = value instanceof URLSearchParams ? value.toString() : value.valueOf();
  if (typeof text !== 'string') return undefined;
  const after = redact(text);
  return { after: after === text ? value : after };
}

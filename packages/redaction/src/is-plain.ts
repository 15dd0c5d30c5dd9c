/** An object that is nothing else: what most records are made of needs no further look. */
export function isPlain(value: object): value is Record<string, unknown> {
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    typeof (value as { toJSON?: unknown }).toJSON !== 'function' &&
    value.valueOf === Object.prototype.valueOf
  );
}

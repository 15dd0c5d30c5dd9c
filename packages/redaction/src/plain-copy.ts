export const UNREADABLE = '[unreadable]';

/** An empty object of the same class. */
export function likeOf(object: object): Record<string, unknown> {
  if (Object.getPrototypeOf(object) === Object.prototype) return {};
  return Object.create(Object.getPrototypeOf(object) as object | null) as Record<string, unknown>;
}

/** A property, or a mark in place of one whose getter throws. */
export function readSafely(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    return UNREADABLE;
  }
}

/** Sets an own property whatever the name and the prototype: `__proto__` and setters are data here. */
export function define(object: object, key: string, value: unknown): void {
  if (key !== '__proto__' && Object.getPrototypeOf(object) === Object.prototype) {
    (object as Record<string, unknown>)[key] = value;
    return;
  }
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

import { readSafely, UNREADABLE } from './plain-copy.js';

/** Told most of it: not enumerable, and so in no list of keys. */
const ERROR_KEYS = ['message', 'stack', 'cause', 'errors'];

/** What a walk does with the entries of an error. */
export interface ErrorWalk {
  entry(key: string, before: unknown): unknown;
  /** Told the copy at its first difference, before the entries below it are walked on. */
  changed(copy: Error): void;
}

/** An error with its message, stack, causes and further properties redacted: itself or a copy. */
export function redactError(error: Error, copyAll: boolean, walk: ErrorWalk): Error {
  const keys = [...new Set([...ERROR_KEYS, ...Object.keys(error)])];
  let copy: Error | undefined;
  if (copyAll) walk.changed((copy = emptyLike(error)));
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (!(key in error)) continue;
    const before = readSafely(error, key);
    const after = before === UNREADABLE ? before : walk.entry(key, before);
    if (!copy && (before === UNREADABLE || !Object.is(after, before))) {
      walk.changed((copy = emptyLike(error)));
      for (const earlier of keys.slice(0, i)) {
        if (earlier in error) defineLike(copy, earlier, readSafely(error, earlier), error);
      }
    }
    if (copy) defineLike(copy, key, after, error);
  }
  return copy ?? error;
}

/** An error of the same class without anything in it, not even a stack. */
function emptyLike(error: Error): Error {
  return Object.create(Object.getPrototypeOf(error) as object) as Error;
}

/** Sets a property, enumerable where the original's is: a message and a stack are not. */
function defineLike(copy: object, key: string, value: unknown, original: object): void {
  Object.defineProperty(copy, key, {
    value,
    enumerable: Object.prototype.propertyIsEnumerable.call(original, key),
    writable: true,
    configurable: true,
  });
}

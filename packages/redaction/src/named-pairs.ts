import type { KeyRules } from './keys/key-rules.js';

/** What an array may be, told by where it stands. */
export const Place = { other: 0, rawHeaders: 1, inArray: 2 } as const;
export type Place = (typeof Place)[keyof typeof Place];

const OPTION = /^--?[A-Za-z]/;

/** `['authorization', 'Bearer …']` in a list of pairs, raw headers, `['--password', '…']`. */
export function namesNext(
  list: readonly unknown[],
  i: number,
  place: Place,
  isSecretKey: KeyRules,
): boolean {
  const previous: unknown = list[i - 1];
  if (typeof previous !== 'string') return false;
  if (place === Place.rawHeaders) return i % 2 === 1 && isSecretKey(previous);
  if (place === Place.inArray && list.length === 2) return isSecretKey(previous);
  return OPTION.test(previous) && !previous.includes('=') && isSecretKey(previous);
}

/** `{name: 'authorization', value: '…'}` */
export function isNamedSecret(object: object, isSecretKey: KeyRules): boolean {
  const named = object as { name?: unknown; key?: unknown };
  const name = named.name ?? named.key;
  return typeof name === 'string' && isSecretKey(name);
}

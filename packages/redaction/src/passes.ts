import type { PathState } from './path-matcher.js';
import type { WalkRules } from './walk-rules.js';

/** A card number has 13 digits or more. */
const FIRST_LONG_NUMBER = 1e12;
/** The shortest text that any rule takes for a secret by itself. */
export const MIN_SECRET = 12;

/** Most entries of most records: no rule could take any part of them. */
export function entryPasses(
  key: string,
  value: unknown,
  state: PathState,
  { byValue, isSecretKey, paths }: WalkRules,
): boolean {
  switch (typeof value) {
    case 'string':
      if (byValue) return false;
      break;
    case 'number':
      if (byValue && value >= FIRST_LONG_NUMBER) return false;
      break;
    case 'object':
      if (value !== null) return false;
      break;
    case 'boolean':
    case 'undefined':
      break;
    default:
      return false;
  }
  if ((byValue && key.length >= MIN_SECRET) || key === 'value' || isSecretKey(key)) return false;
  return state === undefined || !paths.ends(paths.step(state, key));
}

/**
 * Whether all entries of a plain object pass, so that no walk is needed. Texts are read where the rules
 * have a way to do so that counts nothing, and only if nothing else needs the walk.
 */
export function recordPasses(object: object, rules: WalkRules): boolean {
  const { maxNodes, holdsNothing } = rules;
  const state = rules.paths.start;
  let nodes = 0;
  let texts = 0;
  // No list of keys is made. An inherited key may come too, and sends the record on the long way at most.
  for (const key in object) {
    const value = (object as Record<string, unknown>)[key];
    const isText = typeof value === 'string' && rules.byValue;
    if (isText && !holdsNothing) return false;
    if (isText) texts++;
    // Of a text only its key is judged here.
    if (!entryPasses(key, isText ? undefined : value, state, rules)) return false;
    if (++nodes > maxNodes) return false;
  }
  if (texts === 0 || !holdsNothing) return true;
  for (const key in object) {
    const value = (object as Record<string, unknown>)[key];
    if (typeof value === 'string' && !holdsNothing(value)) return false;
  }
  return true;
}

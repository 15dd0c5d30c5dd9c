import type { WalkRules } from './walk-rules.js';

type EntryRules = Pick<WalkRules, 'replacement' | 'found'>;

/** What stands in place of an entry whose key is a secret's. */
export function secretByKey(before: unknown, rules: EntryRules): unknown {
  // They tell that there is no secret.
  if (before === null || before === '' || typeof before === 'boolean') return before;
  return censored('key', before, rules);
}

/** What stands in place of an entry that a path names. */
export function secretByPath(before: unknown, rules: EntryRules): unknown {
  return censored('path', before, rules);
}

function censored(rule: string, before: unknown, { replacement, found }: EntryRules): unknown {
  if (before === undefined || before === null || typeof before === 'function') return before;
  if (typeof before === 'string' && replacement.isDone(before)) return before;
  found(rule);
  return replacement.entry(rule, before);
}

import { isPlain } from './is-plain.js';
import { recordPasses } from './passes.js';
import type { WalkRules } from './walk-rules.js';

/** Whether a value needs no walk: told at once of most records, which are flat and hold no secret. */
export function isHarmless(value: unknown, rules: WalkRules): boolean {
  try {
    return (
      typeof value === 'object' && value !== null && isPlain(value) && recordPasses(value, rules)
    );
  } catch {
    // A Proxy or a getter that throws: the walk tells which.
    return false;
  }
}

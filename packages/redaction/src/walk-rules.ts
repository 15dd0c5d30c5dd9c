import type { Replacement } from './create-replacement.js';
import type { PathMatcher } from './path-matcher.js';

/** What a walk through a value goes by. */
export interface WalkRules {
  paths: PathMatcher;
  isSecretKey: (key: string) => boolean;
  /** Whether texts and numbers are looked at, beside keys and paths. */
  byValue: boolean;
  /** Redacts a text; the identity where only keys and paths count. */
  text: (text: string) => string;
  /**
   * Whether a text holds nothing to redact; counts nothing. Absent where it can't be told so: with a
   * custom replacement, which must not be asked twice.
   */
  holdsNothing?: (text: string) => boolean;
  /** Whether a number's digits are secret. */
  isSecretNumber: (digits: string) => boolean;
  replacement: Replacement;
  found: (rule: string) => void;
  maxNodes: number;
  /** Told each key that the walk goes down by, and how deep it stands; `[*]` in lists. */
  trail?: (depth: number, key: string) => void;
}

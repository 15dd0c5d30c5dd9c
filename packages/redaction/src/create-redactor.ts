import { createKeyRules } from './key-rules.js';
import { resolveRedactionOptions } from './options.js';
import { parsePath } from './parse-path.js';
import { createPathMatcher } from './path-matcher.js';
import { redactAttributes } from './redact-attributes.js';
import { isCardNumber } from './text/match-card.js';
import { redactText, type TextRules } from './text/redact-text.js';
import type { RedactionOptions, Redactor } from './types.js';
import { type WalkRules, walkValue } from './walk-value.js';

/** No rule takes fewer characters for a secret: `pin=1` is the shortest. */
const MIN_TEXT = 5;
const MAX_WORD = 512;
const MAX_PASSES = 4;

/** A redactor by path, key name and value. Never throws; bad options are left out. */
export function createRedactor(options: RedactionOptions = {}): Redactor {
  const resolved = resolveRedactionOptions(options, {}, () => {});
  const { censor, maxText, maxNodes, email } = resolved;
  const counts = new Map<string, number>();
  const found = (rule: string): void => {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  };
  const isSecretKey = createKeyRules(resolved.keys, resolved.allowKeys);
  const textRules: TextRules = { isSecretKey, email, censor, found };
  /** Characters that may still be scanned in this record. */
  let left = maxText;

  const scan = (text: string): string => {
    if (text.length < MIN_TEXT) return text;
    if (text.length <= left) {
      left -= text.length;
      return redactFully(text, textRules);
    }
    found('cut');
    const kept = cutAtWord(text, left);
    left = 0;
    return `${redactFully(kept, textRules)}… [cut ${text.length - kept.length} characters]`;
  };
  const alone = (text: string): string => {
    if (typeof text !== 'string') return text;
    left = maxText;
    return scan(text);
  };
  const paths = createPathMatcher(
    resolved.paths.flatMap((path) => {
      const segments = parsePath(path);
      return segments ? [segments] : [];
    }),
  );
  const walkRules: WalkRules = {
    paths,
    isSecretKey,
    text: scan,
    isSecretNumber: isCardNumber,
    censor,
    found,
    maxNodes,
  };
  const keyRules: WalkRules = { ...walkRules, text: (text) => text, isSecretNumber: () => false };

  return {
    text: alone,
    url: alone,
    value: (value) => {
      left = maxText;
      return walkValue(value, walkRules) as typeof value;
    },
    keys: (value) => walkValue(value, keyRules) as typeof value,
    attributes: (attributes) => {
      left = maxText;
      return redactAttributes<(typeof attributes)[number]>(attributes, walkRules);
    },
    counts: () => Object.fromEntries(counts),
  };
}

/** Until nothing more is found: what a secret was joined to may only now stand by itself. */
function redactFully(text: string, rules: TextRules): string {
  let before = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const after = redactText(before, rules);
    if (after === before) break;
    before = after;
  }
  return before;
}

/** At most `length` characters, without the beginning of a word that would be cut in two. */
function cutAtWord(text: string, length: number): string {
  for (let i = length; i > Math.max(0, length - MAX_WORD); i--) {
    if (/\s/.test(text.charAt(i))) return text.slice(0, i);
  }
  return text.slice(0, Math.max(0, length - MAX_WORD));
}

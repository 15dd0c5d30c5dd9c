import { createByteCheck } from './bytes/byte-check.js';
import { createReplacement } from './create-replacement.js';
import { isHarmless } from './is-harmless.js';
import { createKeyRules } from './keys/key-rules.js';
import { PHONE_KEYS } from './keys/phone-keys.js';
import { parsePath } from './parse-path.js';
import { createPathMatcher } from './path-matcher.js';
import { redactAttributes } from './redact-attributes.js';
import { beforeCut } from './text/before-cut.js';
import { isCardNumber } from './text/match-card.js';
import { createPrivateKeyLines } from './text/private-key-lines.js';
import { redactPhones } from './text/redact-phones.js';
import { redactText, type TextRules } from './text/redact-text.js';
import type { Redactor, Replace, ResolvedRedactionOptions } from './types.js';
import type { WalkRules } from './walk-rules.js';
import { walkValue } from './walk-value.js';

/** Who is told what is found, and where. */
export interface RedactionObserver {
  found: (rule: string) => void;
  trail?: (depth: number, key: string) => void;
}

/** No rule takes fewer characters for a secret: `pin=1` is the shortest. */
const MIN_TEXT = 5;
const MAX_WORD = 512;
const MAX_PASSES = 4;

/** All parts of a redactor, put together; the counts are the observer's. */
export function assembleRedactor(
  options: ResolvedRedactionOptions,
  custom: Replace | undefined,
  observer: RedactionObserver,
): Omit<Redactor, 'counts'> {
  const { trail } = observer;
  /** Set while a text is only looked at. */
  let isProbe = false;
  const found = (rule: string): void => {
    if (!isProbe) observer.found(rule);
  };
  const { maxText, maxNodes, email, phone, keys, allowKeys } = options;
  const isSecretKey = createKeyRules(phone ? [...keys, ...PHONE_KEYS] : keys, allowKeys);
  const replacement = createReplacement(options, custom);
  const textRules: TextRules = { isSecretKey, email, replacement, found };
  const privateKeyLines = createPrivateKeyLines();
  /** Characters that may still be scanned in this record. */
  let left = maxText;

  const clear = (text: string): string => {
    if (privateKeyLines.holds(text)) {
      found('private_key');
      return replacement.text('private_key', text);
    }
    const whole = beforeCut(text);
    if (whole !== text) found('cut');
    const cleared = redactFully(whole, textRules);
    return phone ? redactPhones(cleared, textRules) : cleared;
  };
  const scan = (text: string): string => {
    if (text.length < MIN_TEXT) return text;
    if (text.length <= left) {
      left -= text.length;
      return clear(text);
    }
    found('cut');
    const kept = cutAtWord(text, left);
    left = 0;
    return `${clear(kept)}… [cut ${text.length - kept.length} characters]`;
  };
  const holdsNothing = (text: string): boolean => {
    isProbe = true;
    const before = left;
    const passes = scan(text) === text;
    isProbe = false;
    if (!passes) left = before;
    return passes;
  };
  const alone = (text: string): string => {
    if (typeof text !== 'string') return text;
    left = maxText;
    return scan(text);
  };
  const paths = createPathMatcher(
    options.paths.flatMap((path) => {
      const segments = parsePath(path);
      return segments ? [segments] : [];
    }),
  );
  const walkRules: WalkRules = {
    paths,
    isSecretKey,
    byValue: true,
    text: scan,
    isSecretNumber: isCardNumber,
    replacement,
    found,
    maxNodes,
    ...(trail && { trail }),
    ...(custom ? {} : { holdsNothing }),
  };
  const keyRules: WalkRules = {
    ...walkRules,
    byValue: false,
    text: (text) => text,
    isSecretNumber: () => false,
  };

  const bytes = createByteCheck({
    isSecretKey,
    paths,
    // A value takes two bytes of JSON at least.
    maxBytes: Math.min(maxText, maxNodes),
    email,
    allTexts: () => phone || privateKeyLines.isOpen(),
    holdsNothing: (text) => {
      left = maxText;
      return custom === undefined && holdsNothing(text);
    },
  });

  return {
    bytes,
    text: alone,
    url: alone,
    value: (value) => {
      left = maxText;
      if (isHarmless(value, walkRules)) return value;
      left = maxText;
      return walkValue(value, walkRules) as typeof value;
    },
    keys: (value) =>
      isHarmless(value, keyRules) ? value : (walkValue(value, keyRules) as typeof value),
    attributes: (attributes) => {
      left = maxText;
      return redactAttributes<(typeof attributes)[number]>(attributes, walkRules);
    },
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

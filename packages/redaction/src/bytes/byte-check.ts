import type { KeyRules } from '../keys/key-rules.js';
import type { PathMatcher } from '../path-matcher.js';
import { isCardNumber } from '../text/match-card.js';
import { beginsTokenIn, tokenBeginnings } from '../text/match-token.js';
import { createKnownTexts } from './known-texts.js';

/**
 * Tells of UTF-8 whether redaction would leave it as it is, for who copies records byte by byte and has
 * no objects to redact. `false` means: make a value of it and redact that. Nothing is counted.
 */
export interface ByteCheck {
  /** A longer record is to be redacted as a whole: its bounds may cut it. */
  readonly maxBytes: number;
  /** Whether an entry of that name is judged by nothing but its value, wherever it stands. */
  keyPasses(key: string): boolean;
  /** Whether a text holds nothing to redact; `end` is past its last byte. */
  textPasses(bytes: Buffer, start: number, end: number): boolean;
  /** The same for a whole number. */
  numberPasses(value: number): boolean;
  readonly tables: ByteTables;
  /** Whether every text has to be asked for now, whatever the tables say of it. */
  allTexts(): boolean;
}

/**
 * By what a text is known as harmless outside of JavaScript: no mark in it, no word that begins as
 * a token does, fewer than thirteen digits in words of digits alone that follow each other. All others are for {@link ByteCheck.textPasses}.
 */
export interface ByteTables {
  /** By byte: 1 a letter, 2 a digit, 4 a mark. */
  readonly kinds: Uint8Array;
  /** By the first two bytes of a word, seven bits each: its row of `thirds`, 0 for none. */
  readonly pairs: Uint16Array;
  /** 128 bytes a row: which third bytes a token may have. */
  readonly thirds: Uint8Array;
}

export interface ByteCheckRules {
  isSecretKey: KeyRules;
  paths: PathMatcher;
  maxBytes: number;
  email: boolean;
  /** Whether any text may hold what only a look at all of it tells. */
  allTexts: () => boolean;
  /** The whole judgement of a text. */
  holdsNothing: (text: string) => boolean;
}

/** No rule takes fewer characters for a secret: `pin=1` is the shortest. */
const MIN_TEXT = 5;
/** No card number has fewer. */
const MIN_DIGITS = 13;
const FIRST_LONG_NUMBER = 10 ** (MIN_DIGITS - 1);
/** A line of the body of a private key. */
const KEY_LINE = 64;
const DASH = 45;

const LETTER = 1;
const DIGIT = 2;
const WORD: number = LETTER | DIGIT;
/** A rule turns at it: only the whole judgement knows what of. */
const MARK = 4;

function kindsOf(marks: string): Uint8Array {
  const kinds = new Uint8Array(256);
  for (let code = 48; code <= 57; code++) kinds[code] = DIGIT;
  for (let code = 65; code <= 90; code++) kinds[code] = LETTER;
  for (let code = 97; code <= 122; code++) kinds[code] = LETTER;
  for (const mark of marks) kinds[mark.charCodeAt(0)] = MARK;
  return kinds;
}

/** Names by which the entry is judged together with others, or with what is in it. */
const JUDGED: ReadonlySet<string> = new Set(['value', 'rawHeaders', '__proto__']);

export function createByteCheck(rules: ByteCheckRules): ByteCheck {
  const { isSecretKey, paths, allTexts, holdsNothing } = rules;
  // `>` ends a tag whose `<` or `:` came before.
  const kinds = kindsOf(rules.email ? ':=%;~<@' : ':=%;~<');

  const known = createKnownTexts();

  /** Not for what opens a private key: such a text counts each time. */
  function whole(bytes: Buffer, start: number, end: number): boolean {
    if (known.has(bytes, start, end)) return true;
    const text = bytes.toString('utf8', start, end);
    const passes = holdsNothing(text);
    if (passes && !text.includes('--')) known.add(bytes, start, end);
    return passes;
  }

  return {
    maxBytes: rules.maxBytes,
    tables: { kinds, ...tokenBeginnings },
    allTexts,
    keyPasses: (key) =>
      !JUDGED.has(key) &&
      !isSecretKey(key) &&
      paths.step(paths.start, key) === undefined &&
      // An attribute's name may be a path.
      (paths.start === undefined || !key.includes('.')) &&
      holdsNothing(key),
    textPasses(bytes: Buffer, start: number, end: number) {
      const length = end - start;
      if (length < MIN_TEXT) return true;
      if (length === KEY_LINE || allTexts()) {
        return holdsNothing(bytes.toString('utf8', start, end));
      }
      let digits = 0;
      for (let i = start; i < end; i++) {
        let kind = kinds[bytes[i] as number] as number;
        if (kind === 0) {
          // `--password x`, `-----BEGIN`.
          if (bytes[i] !== DASH || bytes[i + 1] !== DASH) continue;
          return holdsNothing(bytes.toString('utf8', start, end));
        }
        if (kind === MARK || beginsTokenIn(bytes, i)) return whole(bytes, start, end);
        const word = i;
        let wordKinds = 0;
        do {
          wordKinds |= kind;
          kind = kinds[bytes[++i] as number] as number;
        } while (i < end && (kind & WORD) !== 0);
        // No number goes on over a word that has a letter.
        digits = wordKinds === DIGIT ? digits + i - word : 0;
        if (digits >= MIN_DIGITS) return whole(bytes, start, end);
        // What ended the word is looked at in the next turn.
        i--;
      }
      return true;
    },
    numberPasses: (value) => value < FIRST_LONG_NUMBER || !isCardNumber(String(value)),
  };
}

import { ALNUM, CLASS, DIGIT } from './characters.js';
import { beginsToken } from './match-token.js';

/** Characters that a rule begins or turns at: : = % > ; - @ ~ */
const TRIGGERS = new Uint8Array(128);
for (const char of ':=%>;-@~') TRIGGERS[char.charCodeAt(0)] = 1;

/** A longer number before a colon may be a bot's. */
const LONG_NUMBER = 8;

const PRINTED_NUMBER_BEFORE = /[\s:/,([]/;

/**
 * The next position, from one where no word is under way, at which a rule could begin: the start of
 * a word that may be a token or a long number, or a mark. The text's length if there is none. Most
 * texts hold nothing else than what this loop passes over, so it is kept free of calls.
 */
export function nextTrigger(text: string, from: number): number {
  const { length } = text;
  let i = from;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      i++;
      continue;
    }
    const kind = CLASS[code] as number;
    if ((kind & ALNUM) === 0) {
      if (TRIGGERS[code] === 1) return i;
      i++;
      continue;
    }
    if (beginsToken(text, i)) return i;
    const start = i;
    let kinds = kind;
    for (i++; i < length; i++) {
      const next = text.charCodeAt(i);
      const nextKind = next < 128 ? (CLASS[next] as number) & ALNUM : 0;
      if (nextKind === 0) break;
      kinds |= nextKind;
    }
    if (kind === DIGIT && i - start >= 4 && (CLASS[text.charCodeAt(start + 3)] as number) === DIGIT)
      return start;
    // A number is no key: times and positions are full of `12:34:`.
    if (
      kinds === DIGIT &&
      i - start < LONG_NUMBER &&
      text.charCodeAt(i) === 58 &&
      isNumberBegin(text, start)
    )
      i++;
  }
  return length;
}

function isNumberBegin(text: string, start: number): boolean {
  return start === 0 || PRINTED_NUMBER_BEFORE.test(text.charAt(start - 1));
}

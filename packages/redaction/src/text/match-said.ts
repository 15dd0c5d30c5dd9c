import { ALNUM, classOf, DASH, DIGIT, isSpace, LOWER, UNDERSCORE, UPPER } from './characters.js';
import { isQuote } from './quotes.js';

/** Words that a secret follows in prose: `wrong password hunter2`. The value: what it must look like. */
const WORDS: ReadonlyMap<string, 'any' | 'random' | 'digits'> = new Map([
  ['password', 'any'],
  ['passwd', 'any'],
  ['passphrase', 'any'],
  ['passcode', 'any'],
  ['pwd', 'any'],
  ['secret', 'random'],
  ['token', 'random'],
  ['apikey', 'random'],
  ['cookie', 'random'],
  ['cvv', 'digits'],
  ['cvc', 'digits'],
]);

/** How the words begin, for the table of word starts. */
export const SAID_STARTS: readonly string[] = [...WORDS.keys()].flatMap((word) => {
  const start = word.slice(0, 3);
  return [start, start.toUpperCase(), start.slice(0, 1).toUpperCase() + start.slice(1)];
});

const LINK = /^(?:is|was|of|given|used|set to)\s+/i;
const MAX_WORD = 10;
const MAX_VALUE = 256;
const FEWEST = 4;

/** The secret that a text names in prose after this word. In quotes, or a word with a digit or a sign. */
export function matchSaid(text: string, start: number): { start: number; end: number } | undefined {
  let wordEnd = start;
  while (wordEnd - start <= MAX_WORD && (classOf(text.charCodeAt(wordEnd)) & ALNUM) !== 0)
    wordEnd++;
  if (text.charCodeAt(wordEnd) !== 32) return undefined;
  const looks = WORDS.get(text.slice(start, wordEnd).toLowerCase());
  if (looks === undefined) return undefined;
  let from = wordEnd + 1;
  from += LINK.exec(text.slice(from, from + 12))?.[0].length ?? 0;
  const quoted = isQuote(text.charCodeAt(from));
  if (quoted) from++;
  const limit = Math.min(text.length, from + MAX_VALUE);
  let end = from;
  while (end < limit && !isSpace(text.charCodeAt(end)) && !isQuote(text.charCodeAt(end))) end++;
  if (quoted && !isQuote(text.charCodeAt(end))) return undefined;
  if (!quoted) while (end > from && /[.,:;)\]}]/.test(text.charAt(end - 1))) end--;
  const value = text.slice(from, end);
  if (looks === 'digits') return /^\d{3,4}$/.test(value) ? { start: from, end } : undefined;
  if (value.length < FEWEST) return undefined;
  if (looks === 'any' && quoted) return { start: from, end };
  return looksMade(value) ? { start: from, end } : undefined;
}

/** Holds a digit, a sign or a capital within: no word of a sentence. */
function looksMade(value: string): boolean {
  // The next clause of a sentence, a form that has rules of its own, or a censor's mark.
  if (/[(<>[]/.test(value) || value.startsWith('-')) return false;
  for (let i = 0; i < value.length; i++) {
    const kind = classOf(value.charCodeAt(i));
    if ((kind & DIGIT) !== 0 || (i > 0 && (kind & UPPER) !== 0 && /[a-z]/.test(value))) return true;
    if (
      (kind & (LOWER | UPPER | DASH | UNDERSCORE)) === 0 &&
      value.charCodeAt(i) < 128 &&
      !/['.:,/=]/.test(value.charAt(i))
    )
      return true;
  }
  return false;
}

import { ALNUM, classOf, DIGIT, LETTER } from './characters.js';

const MIN_DIGITS = 13;
const MAX_DIGITS = 19;

/** Issuers: first and last prefix, lengths of the whole number. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],
  [51, 55, [16]],
  [2221, 2720, [16]],
  [34, 34, [15]],
  [37, 37, [15]],
  [6011, 6011, [16, 17, 18, 19]],
  [644, 649, [16, 17, 18, 19]],
  [65, 65, [16, 17, 18, 19]],
  [60, 60, [16]],
  [300, 305, [14, 16]],
  [3095, 3095, [14, 16]],
  [36, 36, [14, 16]],
  [38, 39, [14, 16]],
  [3528, 3589, [16, 17, 18, 19]],
  [62, 62, [16, 17, 18, 19]],
  [81, 82, [16]],
  [5018, 5020, [13, 14, 15, 16, 18, 19]],
  [5038, 5038, [13, 16, 18, 19]],
  [5893, 5893, [13, 16, 18, 19]],
  [6304, 6304, [16, 18, 19]],
  [6759, 6763, [13, 16, 18, 19]],
  [636, 639, [16, 18, 19]],
  [2200, 2204, [16, 17, 18, 19]],
  [5060, 5061, [16, 18, 19]],
  [508, 508, [16]],
  [9792, 9792, [16]],
];

/** How numbers are printed in groups; the last group is what is left. */
const GROUPINGS: readonly (readonly number[])[] = [[4, 4, 4], [4, 6], [6]];

/**
 * The end of a payment card number that begins at a digit, or -1. Digits may be in the usual groups
 * with one kind of separator.
 */
export function matchCard(text: string, start: number): number {
  const before = start > 0 ? text.charCodeAt(start - 1) : 0;
  if ((classOf(before) & LETTER) !== 0 || !hasEnoughDigits(text, start)) return -1;
  const groups: number[] = [];
  const ends: number[] = [];
  let digits = '';
  let separator = '';
  let at = start;
  for (;;) {
    let end = at;
    while (end < text.length && (classOf(text.charCodeAt(end)) & DIGIT) !== 0) {
      if (++end - start > MAX_DIGITS * 4) return -1;
    }
    if (end === at) break;
    if (digits.length + end - at > MAX_DIGITS) break;
    digits += text.slice(at, end);
    groups.push(end - at);
    ends.push(end);
    const next = separatorAt(text, end);
    if (next === '' || (separator !== '' && next !== separator)) break;
    separator = next;
    at = end + next.length;
  }
  for (let count = groups.length; count > 0; count--) {
    const end = ends[count - 1] as number;
    const length = groups.slice(0, count).reduce((sum, group) => sum + group, 0);
    if (
      length >= MIN_DIGITS &&
      isGrouping(groups.slice(0, count), length) &&
      !touchesNumber(text, start, end, count) &&
      isCardNumber(digits.slice(0, length))
    ) {
      return end;
    }
  }
  return -1;
}

/** Whether the groups of digits from there on are long enough for a card number; takes no memory. */
function hasEnoughDigits(text: string, start: number): boolean {
  let digits = 0;
  for (let at = start; ; ) {
    const from = at;
    while (at < text.length && (classOf(text.charCodeAt(at)) & DIGIT) !== 0) {
      if (++digits >= MIN_DIGITS) return true;
      at++;
    }
    if (at === from) return false;
    const separator = separatorAt(text, at);
    if (separator === '') return false;
    at += separator.length;
  }
}

/** Whether these digits are a card number by issuer, length and check digit. */
export function isCardNumber(digits: string): boolean {
  return hasIssuer(digits) && passesLuhn(digits);
}

function separatorAt(text: string, at: number): string {
  const char = text.charAt(at);
  if (
    char === ' ' ||
    char === '-' ||
    char === '.' ||
    char === '+' ||
    char === '\u00a0' ||
    char === '_'
  )
    return char;
  return char === '%' && (text.startsWith('%20', at) || text.startsWith('%2D', at))
    ? text.slice(at, at + 3)
    : '';
}

function isGrouping(groups: readonly number[], length: number): boolean {
  if (groups.length === 1) return true;
  const last = groups.at(-1) as number;
  if (last > 9 || last < 1) return false;
  const heads = groups.slice(0, -1);
  if (heads.length === 4 && heads.every((group) => group === 4)) return length > 16;
  return GROUPINGS.some(
    (grouping) =>
      grouping.length === heads.length && grouping.every((size, i) => size === heads[i]),
  );
}

/** Part of a decimal fraction or of a longer run of letters and digits. */
function touchesNumber(text: string, start: number, end: number, groups: number): boolean {
  if ((classOf(text.charCodeAt(end)) & ALNUM) !== 0) return true;
  if (groups > 1) return false;
  const dotBefore = text[start - 1] === '.' && (classOf(text.charCodeAt(start - 2)) & DIGIT) !== 0;
  const dotAfter = text[end] === '.' && (classOf(text.charCodeAt(end + 1)) & DIGIT) !== 0;
  return dotBefore || dotAfter;
}

function hasIssuer(digits: string): boolean {
  for (const [from, to, lengths] of ISSUERS) {
    if (!lengths.includes(digits.length)) continue;
    const prefix = Number(digits.slice(0, String(from).length));
    if (prefix >= from && prefix <= to) return true;
  }
  return false;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  let different = false;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    let digit = digits.charCodeAt(i) - 48;
    if (digits.charCodeAt(i) !== digits.charCodeAt(0)) different = true;
    if (double) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return different && sum % 10 === 0;
}

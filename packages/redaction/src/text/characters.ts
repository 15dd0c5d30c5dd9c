/** Character sets of tokens, as bits of {@link CLASS}. */
export const DIGIT = 1;
export const UPPER = 2;
export const LOWER = 4;
export const UNDERSCORE = 8;
export const DASH = 16;
export const DOT = 32;
/** `+` and `/`. */
export const BASE64 = 64;
/** `=`, `~`, `:`, `%`, `$`, `!`. */
export const SIGN = 128;

export const LETTER: number = UPPER | LOWER;
export const ALNUM: number = DIGIT | UPPER | LOWER;
export const WORD: number = ALNUM | UNDERSCORE;
export const SLUG: number = WORD | DASH;

/** The class of each ASCII character; all others are 0. */
export const CLASS: Uint8Array = new Uint8Array(128);

for (let code = 48; code <= 57; code++) CLASS[code] = DIGIT;
for (let code = 65; code <= 90; code++) CLASS[code] = UPPER;
for (let code = 97; code <= 122; code++) CLASS[code] = LOWER;
CLASS[95] = UNDERSCORE;
CLASS[45] = DASH;
CLASS[46] = DOT;
CLASS[43] = BASE64;
CLASS[47] = BASE64;
for (const sign of '=~:%$!') CLASS[sign.charCodeAt(0)] = SIGN;

export function classOf(code: number): number {
  return code < 128 ? (CLASS[code] as number) : 0;
}

/** The first position from `at` whose character is not of the set. */
export function skipSet(text: string, at: number, set: number): number {
  let i = at;
  while (i < text.length && (classOf(text.charCodeAt(i)) & set) !== 0) i++;
  return i;
}

/** Space, tab, line breaks, and the other white space that splits words. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028;
}

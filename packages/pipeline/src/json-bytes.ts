export const QUOTE = 34;
export const COMMA = 44;
export const DASH = 45;
export const DOT = 46;
export const ZERO = 48;
export const COLON = 58;
export const BRACKET = 91;
export const BACKSLASH = 92;
export const BRACKET_END = 93;
export const BRACE = 123;
export const BRACE_END = 125;

/** What ends the run of plain bytes in a text: a quote, a backslash, a control character. */
export const ENDS: Uint8Array = new Uint8Array(256);
ENDS.fill(1, 0, 32);
ENDS[QUOTE] = ENDS[BACKSLASH] = 1;
/** The byte that a letter behind a backslash stands for; 0 for `\u` and whatever is none. */
export const ESCAPED: Uint8Array = new Uint8Array(256);
for (const [letter, byte] of ['""', '\\\\', '//', 'n\n', 't\t', 'r\r', 'b\b', 'f\f']) {
  ESCAPED[(letter as string).charCodeAt(0)] = (byte as string).charCodeAt(0);
}

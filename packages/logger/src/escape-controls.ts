/**
 * Characters that JSON leaves raw but that a terminal, an editor or a pager obeys: DEL, C1 (a second
 * ESC among them), the line and paragraph separators, and the bidirectional marks of CVE-2021-42574.
 */
const UNSAFE =
  /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/;
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'g');

const asEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Writes unsafe characters of a JSON text as `\u` escapes. The text means the same to a JSON parser,
 * since such characters can only stand inside its strings.
 */
export function escapeControls(json: string): string {
  return UNSAFE.test(json) ? json.replace(UNSAFE_ALL, asEscape) : json;
}

/** A backslash that is escaped itself, or an escape that a parser would turn into a control character. */
const ESCAPE = /\\(?:\\|[bfr]|u[0-9a-f]{4})/gi;

const SHORT: Record<string, string> = { '\\b': '\\u0008', '\\f': '\\u000c', '\\r': '\\u000d' };

function twice(escape: string): string {
  const long = SHORT[escape] ?? escape;
  if (long === '\\\\') return long;
  const code = Number.parseInt(long.slice(2), 16);
  const control = code < 0x20 && code !== 0x09 && code !== 0x0a;
  return control || UNSAFE.test(String.fromCharCode(code)) ? `\\${long}` : escape;
}

/**
 * Escapes a JSON text once more, so that what a pretty printer reads out of it shows `\u001b` instead
 * of sending ESC to the terminal. Line breaks and tabs stay: stacks need them.
 */
export function escapeForTerminal(json: string): string {
  return json.includes('\\') ? json.replace(ESCAPE, twice) : json;
}

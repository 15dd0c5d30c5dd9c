/**
 * C0 but tab and line feed, DEL, C1, the line separators, and the marks that turn the direction of
 * a text or hide in it.
 */
const CONTROL =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * A text that is safe to look at in a terminal, a file or a page: control characters, U+2028/9 and
 * bidirectional marks are written as `\u001b`. Tab and line feed stay.
 */
export function escapeControl(text: string): string {
  return text.replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * C0 without tab and line feed, DEL, C1, the bidirectional controls, zero-width and line separator
 * characters, tags: they can hide text or make it read as something else.
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

/** Text from outside as it may stand on the page: what can't be seen is written as an escape. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, escapeCharacter);
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visibleText(text.length > 2000 ? `${text.slice(0, 2000)}…` : text).replace(/\s+/g, ' ');
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 13) return '\\r';
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * What JSON leaves raw and a terminal or a pager obeys: DEL, C1, the line separators, and the marks
 * that turn the direction of a text or hide in it.
 */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** A JSON text that means the same to a parser and is safe to look at. */
export function escapeLine(json: string): string {
  return json.replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

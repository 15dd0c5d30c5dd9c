/** By it redaction knows that the word before it may be half. */
const MARK = '…[truncated]';

/** A text within so many characters, with a mark at its end where it was cut. */
export function cutText(text: string, most: number = Infinity): string {
  return text.length <= most ? text : text.slice(0, most - MARK.length) + MARK;
}

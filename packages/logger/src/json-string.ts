/** Up to here a loop is faster than the call into `JSON.stringify`. */
const SHORT = 40;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A text as JSON has it. A lone surrogate of a short text stays one, until it is encoded. */
export function jsonString(text: string): string {
  const { length } = text;
  if (length > SHORT) return JSON.stringify(text);
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < SPACE || unit === QUOTE || unit === BACKSLASH) return JSON.stringify(text);
  }
  return `"${text}"`;
}

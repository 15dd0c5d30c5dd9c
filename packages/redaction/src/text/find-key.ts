import { ALNUM, classOf } from './characters.js';
import { isQuote, quoteBefore } from './quotes.js';

const MAX_KEY = 80;
/** : = & ? , { } " */
const ENCODED_MARK = /^(?:3A|3D|26|3F|2C|7B|7D|22)$/i;
const BACKSLASH = 92;
/** More are no key's: JSON in JSON in JSON has seven. */
const MAX_BACKSLASHES = 15;

export interface FoundKey {
  name: string;
  start: number;
  /** The quotes that it stood in, if any. */
  quote: string;
}

/** The key that stands before a separator: `"key":`, `key =`, `a[key]=`, `%22key%22%3A`. */
export function keyBefore(text: string, separator: number, floor: number): FoundKey | undefined {
  let end = separator;
  while (end > floor && separator - end < 2 && text.charCodeAt(end - 1) === 32) end--;
  const quote = quoteBefore(text, end, floor);
  end -= quote;
  if (end <= floor) return undefined;
  const last = text.charCodeAt(end - 1);
  if ((classOf(last) & ALNUM) === 0 && last !== 93 && !(quote > 0 && last === 32)) return undefined;
  let start = end;
  const mayHoldSpaces = quote > 0 && isQuote(text.charCodeAt(end + quote - 1));
  while (start > floor && end - start < MAX_KEY) {
    const code = text.charCodeAt(start - 1);
    if (!isKeyCharacter(code, mayHoldSpaces) && !(quote > 0 && isEscape(text, start - 1))) break;
    // % of an encoded mark: what stands before it is another key or value.
    if (code === 37 && ENCODED_MARK.test(text.slice(start, start + 2))) break;
    start--;
  }
  if (text.charCodeAt(start - 1) === 37) start = Math.min(start + 2, end);
  // `\nCookie:` inside a JSON text: the n belongs to the escape.
  if (
    text.charCodeAt(start - 1) === BACKSLASH &&
    start - 1 >= floor &&
    /[nrt]/.test(text.charAt(start))
  )
    start++;
  if (start === end) return undefined;
  return { name: decode(text.slice(start, end)), start, quote: text.slice(end, end + quote) };
}

function isKeyCharacter(code: number, spaces: boolean): boolean {
  if ((classOf(code) & ALNUM) !== 0) return true;
  // - . _ [ ] % $
  return (
    code === 45 ||
    code === 46 ||
    code === 95 ||
    code === 91 ||
    code === 93 ||
    code === 37 ||
    code === 36 ||
    (spaces && code === 32)
  );
}

/** A backslash before `u0070`, or before another such: JSON may spell any letter of a key so. */
function isEscape(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== BACKSLASH) return false;
  let next = at + 1;
  while (text.charCodeAt(next) === BACKSLASH && next - at < MAX_BACKSLASHES) next++;
  return /^u[0-9a-f]{4}/i.test(text.slice(next, next + 5));
}

function decode(name: string): string {
  const plain = name.includes('\\')
    ? name.replace(/\\+u([0-9a-f]{4})/gi, (_, hex: string) => fromHex(hex))
    : name;
  return plain.includes('%')
    ? plain.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => fromHex(hex))
    : plain;
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

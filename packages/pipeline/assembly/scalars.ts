import { BACKSLASH, NOT_HERE, QUOTE } from './letters';
import {
  advance,
  at,
  digits,
  end,
  isEnd,
  isFalse,
  moveTo,
  NO_DIGITS,
  NULL,
  TRUE,
  word,
} from './values';

/** Reads a whole number of at least 0 and at most 15 digits; another is told as 0. */
export function integer(): u64 {
  const value = digits();
  return value != NO_DIGITS && isEnd(load<u8>(at)) ? value : 0;
}

/** Reads a text of that many bytes, without escapes. Returns where it begins. */
export function plainText(length: u32): usize {
  const start = at + 1;
  if (load<u8>(at) != QUOTE || load<u8>(start + length) != QUOTE) return NOT_HERE;
  moveTo(start + length + 1);
  return start;
}

/** Passes a text, a number, `true`, `false` or `null`. */
export function skipScalar(): bool {
  if (load<u8>(at) == QUOTE) {
    let i = at + 1;
    for (; i < end; i++) {
      const byte: u32 = load<u8>(i);
      if (byte < 32 || byte == QUOTE || byte == BACKSLASH) break;
    }
    if (i >= end || load<u8>(i) != QUOTE) return false;
    moveTo(i + 1);
    return true;
  }
  if (word(NULL) || word(TRUE)) return true;
  if (isFalse()) {
    advance();
    return true;
  }
  return digits() != NO_DIGITS && isEnd(load<u8>(at));
}

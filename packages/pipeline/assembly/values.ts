import { judgeNumber } from './env';
import { textPasses } from './judged-text';
import {
  beginKeys,
  expected,
  findKey,
  headLength,
  headOf,
  INNER,
  innerHeadLength,
  innerHeadOf,
  isFirst,
  keyLength,
  MAX_KEY,
} from './keys';
import { ESCAPED, POWERS } from './layout';
import {
  BACKSLASH,
  BRACE,
  BRACE_END,
  BRACKET,
  BRACKET_END,
  COMMA,
  DASH,
  DOT,
  FIRST_LONG_NUMBER,
  MAX_DEPTH,
  MAX_DIGITS,
  MAX_ITEMS,
  MAX_NODES,
  NOT_HERE,
  QUOTE,
  STRING_LENGTH,
  ZERO,
} from './letters';
import { copyShort, openMessage, sealMessage, writeVarint } from './message';

/** Where the walk is. */
export let at: usize = 0;
export let end: usize = 0;
let nodes: u32 = 0;
let objects: u32 = 0;

export function begin(start: usize, stop: usize): void {
  at = start;
  end = stop;
  nodes = 0;
  beginKeys();
}

export function advance(): void {
  at++;
}

export function moveTo(position: usize): void {
  at = position;
}

export function newObject(): u32 {
  return ++objects;
}

/** Writes the text that stands here as field 1. */
export function text(from: usize, most: u32): usize {
  if (load<u8>(at) != QUOTE) return NOT_HERE;
  const start = from + 2;
  let to = start;
  let i = at + 1;
  for (;;) {
    // Sixteen bytes at a time, up to the first that is not plain.
    const bytes = v128.load(i);
    v128.store(to, bytes);
    const odd = i8x16.bitmask(
      v128.or(
        v128.or(
          i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)),
          i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)),
        ),
        i8x16.lt_u(bytes, i8x16.splat(32)),
      ),
    );
    if (odd == 0) {
      i += 16;
      to += 16;
      if (i >= end || <u32>(to - start) > most) return NOT_HERE;
      continue;
    }
    const plain = <usize>ctz(odd);
    i += plain;
    to += plain;
    if (i >= end) return NOT_HERE;
    const byte: u32 = load<u8>(i);
    if (byte == QUOTE) break;
    const stands: u32 = byte == BACKSLASH ? load<u8>(ESCAPED + <usize>load<u8>(i, 1)) : 0;
    if (stands == 0) return NOT_HERE;
    store<u8>(to++, stands);
    i += 2;
  }
  if (<u32>(to - start) > most || !textPasses(start, to)) return NOT_HERE;
  at = i + 1;
  store<u8>(from, 0x0a);
  return sealMessage(start, to);
}

export const NO_DIGITS: u64 = u64.MAX_VALUE;

/** The digits that stand here. */
export function digits(): u64 {
  let value: u64 = 0;
  const start = at;
  for (; ; at++) {
    const digit: u32 = <u32>load<u8>(at) - ZERO;
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  const length = <u32>(at - start);
  if (length == 0 || length > MAX_DIGITS || (length > 1 && load<u8>(start) == ZERO)) {
    return NO_DIGITS;
  }
  return value;
}

export function isEnd(byte: u32): bool {
  return byte == COMMA || byte == BRACE_END || byte == BRACKET_END;
}

/** Field 4 of an AnyValue: `whole` and the fraction whose point stands here. */
function fraction(whole: u64, wholeDigits: u32, isNegative: bool, from: usize): usize {
  const start = ++at;
  let value = whole;
  for (; ; at++) {
    const digit: u32 = <u32>load<u8>(at) - ZERO;
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  const places = <u32>(at - start);
  if (places == 0 || places + wholeDigits > MAX_DIGITS || !isEnd(load<u8>(at))) return NOT_HERE;
  // Both are exact, and so the quotient is the nearest double: what JSON.parse gives.
  const number = <f64>value / load<f64>(POWERS + ((<usize>places) << 3));
  if (trunc(number) == number) return NOT_HERE;
  store<u8>(from, 0x21);
  store<f64>(from + 1, isNegative ? -number : number);
  return from + 9;
}

function numeric(from: usize): usize {
  const isNegative = load<u8>(at) == DASH;
  if (isNegative) at++;
  const start = at;
  const value = digits();
  if (value == NO_DIGITS) return NOT_HERE;
  if (load<u8>(at) == DOT) return fraction(value, <u32>(at - start), isNegative, from);
  if (!isEnd(load<u8>(at))) return NOT_HERE;
  if (value >= FIRST_LONG_NUMBER && judgeNumber(<f64>value) == 0) return NOT_HERE;
  // -0 is no whole number in OTLP.
  if (isNegative && (value == 0 || value > 0x7fff_ffff)) return NOT_HERE;
  store<u8>(from, 0x18);
  return writeVarint(isNegative ? 0 - value : value, from + 1);
}

/** Whether these four letters stand here; then they are passed. */
export function word(letters: u32): bool {
  if (load<u32>(at) != letters) return false;
  at += 4;
  return true;
}

export const TRUE: u32 = 0x6575_7274;
const FALS: u32 = 0x736c_6166;
export const NULL: u32 = 0x6c6c_756e;

export function isFalse(): bool {
  return load<u8>(at, 4) == 0x65 && word(FALS);
}

function boolean(value: u32, from: usize): usize {
  store<u8>(from, 0x10);
  store<u8>(from, value, 1);
  return from + 2;
}

/** The content of an AnyValue. */
function anyValue(from: usize, depth: u32): usize {
  if (++nodes > MAX_NODES) return NOT_HERE;
  switch (<u32>load<u8>(at)) {
    case QUOTE:
      return text(from, STRING_LENGTH);
    case BRACE:
      return depth >= MAX_DEPTH ? NOT_HERE : object(from, depth + 1);
    case BRACKET:
      return depth >= MAX_DEPTH ? NOT_HERE : list(from, depth + 1);
    case 0x74:
      return word(TRUE) ? boolean(1, from) : NOT_HERE;
    case 0x66:
      if (!isFalse()) return NOT_HERE;
      at++;
      return boolean(0, from);
    case 0x6e:
      return word(NULL) ? from : NOT_HERE;
    default:
      return numeric(from);
  }
}

function object(from: usize, depth: u32): usize {
  const content = openMessage(0x32, from);
  let to = content;
  at++;
  if (load<u8>(at) == BRACE_END) {
    at++;
    return sealMessage(content, to);
  }
  const mine = newObject();
  for (let i: u32 = 0; i < MAX_ITEMS; i++) {
    const found = key(depth, mine);
    if (found == 0 || load<u8>(found, INNER) == 0) return NOT_HERE;
    to = keyValue(0x0a, innerHeadOf(found), innerHeadLength(found), to, depth);
    if (to == NOT_HERE) return NOT_HERE;
    const next = load<u8>(at++);
    if (next == BRACE_END) return sealMessage(content, to);
    if (next != COMMA) return NOT_HERE;
  }
  return NOT_HERE;
}

function list(from: usize, depth: u32): usize {
  const content = openMessage(0x2a, from);
  let to = content;
  at++;
  if (load<u8>(at) == BRACKET_END) {
    at++;
    return sealMessage(content, to);
  }
  for (let i: u32 = 0; i < MAX_ITEMS; i++) {
    // Texts of a list may name each other: `['--password', 'x']`, `[['cookie', 'x']]`.
    if (load<u8>(at) == QUOTE && (depth > 1 || load<u8>(at, 1) == DASH)) return NOT_HERE;
    const item = openMessage(0x0a, to);
    to = anyValue(item, depth);
    if (to == NOT_HERE) return NOT_HERE;
    to = sealMessage(item, to);
    const next = load<u8>(at++);
    if (next == BRACKET_END) return sealMessage(content, to);
    if (next != COMMA) return NOT_HERE;
  }
  return NOT_HERE;
}

/** Reads a key and its colon; 0 if it is none for here, or was met in this object before. */
export function key(depth: u32, mine: u32): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const start = at + 1;
  const guess = expected(start);
  if (guess != 0) {
    at = start + keyLength(guess) + 2;
    return isFirst(guess, depth, mine) ? guess : 0;
  }
  let hash: u32 = 0;
  let i = start;
  for (; i < end; i++) {
    const byte: u32 = load<u8>(i);
    if (byte < 32 || byte == QUOTE || byte == BACKSLASH) break;
    hash = hash * 31 + byte;
  }
  // A quote and a colon.
  if (i >= end || load<u16>(i) != 0x3a22 || <u32>(i - start) > MAX_KEY) return 0;
  at = i + 2;
  const found = findKey(start, i, hash);
  return found != 0 && isFirst(found, depth, mine) ? found : 0;
}

/** Writes a KeyValue with the value that stands here, behind a tag. */
function keyValue(tag: u32, head: usize, length: u32, from: usize, depth: u32): usize {
  const content = openMessage(tag, from);
  copyShort(content, head, length);
  const start = openMessage(0x12, content + length);
  const stop = anyValue(start, depth);
  if (stop == NOT_HERE) return NOT_HERE;
  return sealMessage(content, sealMessage(start, stop));
}

/** The same at the top of a line. */
export function attribute(found: usize, from: usize): usize {
  return keyValue(0x32, headOf(found), headLength(found), from, 0);
}

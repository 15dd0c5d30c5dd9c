import { limits } from '@sonde/otlp';
import type { ByteCheck } from '@sonde/redaction';
import {
  BACKSLASH,
  BRACE,
  BRACE_END,
  BRACKET,
  BRACKET_END,
  COLON,
  COMMA,
  DASH,
  DOT,
  ENDS,
  ESCAPED,
  QUOTE,
  ZERO,
} from './json-bytes.js';
import { hashStep, type LineKey, type LineKeys } from './line-keys.js';
import { openMessage, sealMessage } from './seal-message.js';
import { writeNegative, writeVarint } from './write-integer.js';

/** Instead of a position: this is no case for the short way. */
export const NOT_HERE = -1;

/**
 * Walks JSON from left to right and writes its values as OTLP. Every method that returns a position
 * returns {@link NOT_HERE} where the whole way must be gone; what it wrote until then is waste.
 */
export interface ValueTranscoder {
  /** @param end past the last byte that may be read. */
  begin(bytes: Uint8Array, start: number, end: number, out: Buffer): void;
  position(): number;
  /** Passes one byte. */
  advance(): void;
  output(): Buffer;
  /** A number for the object that is walked now, for {@link ValueTranscoder.key}. */
  newObject(): number;
  /** Reads a key and its colon; undefined if it is none for here, or was met in this object before. */
  key(depth: number, object: number): LineKey | undefined;
  /** Writes a KeyValue with the value that stands here, behind a tag. */
  keyValue(tag: number, head: Uint8Array, from: number, depth: number): number;
  /** Writes the text that stands here as field 1. */
  text(from: number, most: number): number;
  /** Reads a whole number of at least 0 and at most 15 digits. */
  integer(): number;
  /** Reads a text of that many bytes, without escapes. @returns where it begins. */
  plainText(length: number): number;
  /** Passes a text, a number, `true`, `false` or `null`. */
  skipScalar(): boolean;
}

/** Deeper is rare, and has bounds of its own. */
const MAX_DEPTH = 5;
/** In one list or object, and all together. */
const MAX_ITEMS = 128;
const MAX_NODES = 1000;
/** So many digits are exact in a double. */
const MAX_DIGITS = 15;

const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

const real = new Float64Array(1);
const realBytes = new Uint8Array(real.buffer);

export function createValueTranscoder(check: ByteCheck, keys: LineKeys): ValueTranscoder {
  let bytes: Uint8Array = new Uint8Array();
  let out: Buffer = Buffer.alloc(0);
  let at = 0;
  let end = 0;
  let nodes = 0;
  let objects = 0;
  /** Before the first key of a line. */
  const none: Pick<LineKey, 'follower'> = { follower: undefined };
  /** The key before. */
  let last = none;

  function text(from: number, most: number): number {
    if (bytes[at] !== QUOTE) return NOT_HERE;
    const source = bytes;
    const target = out;
    const start = from + 2;
    let to = start;
    let i = at + 1;
    for (; i < end; i++) {
      const byte = source[i] as number;
      if (ENDS[byte] === 0) {
        target[to++] = byte;
        continue;
      }
      if (byte === QUOTE) break;
      const plain = byte === BACKSLASH ? (ESCAPED[source[++i] as number] as number) : 0;
      if (plain === 0) return NOT_HERE;
      target[to++] = plain;
    }
    if (i >= end || to - start > most || !check.textPasses(target, start, to)) return NOT_HERE;
    at = i + 1;
    target[from] = 0x0a;
    return sealMessage(target, start, to);
  }

  /** The digits that stand here. @returns -1 if there are none, or too many. */
  function digits(): number {
    let value = 0;
    const start = at;
    for (; ; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const length = at - start;
    if (length === 0 || length > MAX_DIGITS || (length > 1 && bytes[start] === ZERO)) {
      return NOT_HERE;
    }
    return value;
  }

  function isEnd(byte: number | undefined): boolean {
    return byte === COMMA || byte === BRACE_END || byte === BRACKET_END;
  }

  /** Field 4 of an AnyValue: `whole` and the fraction whose point stands here. */
  function fraction(whole: number, wholeDigits: number, isNegative: boolean, from: number): number {
    const start = ++at;
    let value = whole;
    for (; ; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const places = at - start;
    if (places === 0 || places + wholeDigits > MAX_DIGITS || !isEnd(bytes[at])) return NOT_HERE;
    // Both are exact, and so the quotient is the nearest double: what JSON.parse gives.
    const number = value / (POWERS[places] as number);
    if (Number.isInteger(number)) return NOT_HERE;
    real[0] = isNegative ? -number : number;
    out[from] = 0x21;
    for (let i = 0; i < 8; i++) out[from + 1 + i] = realBytes[i] as number;
    return from + 9;
  }

  function numeric(from: number): number {
    const isNegative = bytes[at] === DASH;
    if (isNegative) at++;
    const start = at;
    const value = digits();
    if (value === NOT_HERE) return NOT_HERE;
    if (bytes[at] === DOT) return fraction(value, at - start, isNegative, from);
    if (!isEnd(bytes[at]) || !check.numberPasses(value)) return NOT_HERE;
    out[from] = 0x18;
    if (!isNegative) return writeVarint(value, out, from + 1);
    // -0 is no whole number in OTLP.
    if (value === 0 || value > 0x7fff_ffff) return NOT_HERE;
    return writeNegative(value, out, from + 1);
  }

  /** Whether these letters stand here; then they are passed. */
  function word(letters: string): boolean {
    for (let i = 0; i < letters.length; i++) {
      if (bytes[at + i] !== letters.charCodeAt(i)) return false;
    }
    at += letters.length;
    return true;
  }

  function boolean(letters: string, value: number, from: number): number {
    if (!word(letters)) return NOT_HERE;
    out[from] = 0x10;
    out[from + 1] = value;
    return from + 2;
  }

  /** The content of an AnyValue. */
  function anyValue(from: number, depth: number): number {
    if (++nodes > MAX_NODES) return NOT_HERE;
    switch (bytes[at]) {
      case QUOTE:
        return text(from, limits.value.stringLength);
      case BRACE:
        return depth >= MAX_DEPTH ? NOT_HERE : object(from, depth + 1);
      case BRACKET:
        return depth >= MAX_DEPTH ? NOT_HERE : list(from, depth + 1);
      case 0x74:
        return boolean('true', 1, from);
      case 0x66:
        return boolean('false', 0, from);
      case 0x6e:
        return word('null') ? from : NOT_HERE;
      default:
        return numeric(from);
    }
  }

  function object(from: number, depth: number): number {
    const content = openMessage(0x32, out, from);
    let to = content;
    at++;
    if (bytes[at] === BRACE_END) {
      at++;
      return sealMessage(out, content, to);
    }
    const mine = ++objects;
    for (let i = 0; i < MAX_ITEMS; i++) {
      const found = key(depth, mine);
      if (!found?.inner) return NOT_HERE;
      to = keyValue(0x0a, found.innerHead, to, depth);
      if (to === NOT_HERE) return NOT_HERE;
      const next = bytes[at++];
      if (next === BRACE_END) return sealMessage(out, content, to);
      if (next !== COMMA) return NOT_HERE;
    }
    return NOT_HERE;
  }

  function list(from: number, depth: number): number {
    const content = openMessage(0x2a, out, from);
    let to = content;
    at++;
    if (bytes[at] === BRACKET_END) {
      at++;
      return sealMessage(out, content, to);
    }
    for (let i = 0; i < MAX_ITEMS; i++) {
      // Texts of a list may name each other: `['--password', 'x']`, `[['cookie', 'x']]`.
      if (bytes[at] === QUOTE && (depth > 1 || bytes[at + 1] === DASH)) return NOT_HERE;
      const item = openMessage(0x0a, out, to);
      to = anyValue(item, depth);
      if (to === NOT_HERE) return NOT_HERE;
      to = sealMessage(out, item, to);
      const next = bytes[at++];
      if (next === BRACKET_END) return sealMessage(out, content, to);
      if (next !== COMMA) return NOT_HERE;
    }
    return NOT_HERE;
  }

  function key(depth: number, mine: number): LineKey | undefined {
    if (bytes[at] !== QUOTE) return undefined;
    const start = at + 1;
    const guess = last.follower;
    if (guess && standsAt(guess, start)) {
      at = start + guess.bytes.length + 2;
      return met(guess, depth, mine);
    }
    let hash = 0;
    let i = start;
    for (; i < end; i++) {
      const byte = bytes[i] as number;
      if (ENDS[byte] === 1) break;
      hash = hashStep(hash, byte);
    }
    if (bytes[i] !== QUOTE || bytes[i + 1] !== COLON) return undefined;
    at = i + 2;
    const found = keys.find(bytes, start, i, hash);
    last.follower = found;
    return met(found, depth, mine);
  }

  function standsAt(one: LineKey, start: number): boolean {
    const own = one.bytes;
    const { length } = own;
    for (let i = 0; i < length; i++) if (own[i] !== bytes[start + i]) return false;
    return bytes[start + length] === QUOTE && bytes[start + length + 1] === COLON;
  }

  /** undefined for a key that stands twice in one object. */
  function met(one: LineKey, depth: number, mine: number): LineKey | undefined {
    last = one;
    if (one.seen[depth] === mine) return undefined;
    one.seen[depth] = mine;
    return one;
  }

  function keyValue(tag: number, head: Uint8Array, from: number, depth: number): number {
    const content = openMessage(tag, out, from);
    let to = content;
    for (let i = 0; i < head.length; i++) out[to++] = head[i] as number;
    const start = openMessage(0x12, out, to);
    const stop = anyValue(start, depth);
    if (stop === NOT_HERE) return NOT_HERE;
    return sealMessage(out, content, sealMessage(out, start, stop));
  }

  return {
    begin(source, start, stop, target) {
      bytes = source;
      out = target;
      at = start;
      end = stop;
      nodes = 0;
      last = none;
    },
    position: () => at,
    advance() {
      at++;
    },
    output: () => out,
    newObject: () => ++objects,
    key,
    keyValue,
    text,
    integer() {
      const value = digits();
      return isEnd(bytes[at]) ? value : NOT_HERE;
    },
    plainText(length) {
      const start = at + 1;
      if (bytes[at] !== QUOTE || bytes[start + length] !== QUOTE) return NOT_HERE;
      at = start + length + 1;
      return start;
    },
    skipScalar() {
      if (bytes[at] === QUOTE) {
        let i = at + 1;
        while (i < end && ENDS[bytes[i] as number] === 0) i++;
        if (bytes[i] !== QUOTE) return false;
        at = i + 1;
        return true;
      }
      if (word('null') || word('true') || word('false')) return true;
      return digits() !== NOT_HERE && isEnd(bytes[at]);
    },
  };
}

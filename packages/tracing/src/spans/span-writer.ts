import { hexDigit } from './hex-digit.js';

/** The largest message that is written; what the lane would not take anyway. */
const MAX_BYTES = 1_048_576;
const FIRST_BYTES = 8192;
/** Up to here a loop over the letters is faster than a call out of JavaScript. */
const SHORT = 40;
const TWO_32 = 4_294_967_296;

/** How many bytes a number takes as a varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** How many bytes a text takes in UTF-8. */
export function textSize(text: string): number {
  const { length } = text;
  if (length > SHORT) return Buffer.byteLength(text);
  for (let at = 0; at < length; at++) {
    if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text);
  }
  return length;
}

/**
 * Writes protobuf into one buffer that is used again and again. Whoever writes says first how much may
 * come, by `room`.
 */
export class SpanWriter {
  buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view: DataView = new DataView(this.buffer.buffer);
  at = 0;

  /** @throws RangeError if that is more than any message may have. */
  room(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.buffer.length) return;
    if (needed > MAX_BYTES) throw new RangeError('a span is too large');
    const grown = Buffer.allocUnsafeSlow(
      Math.min(MAX_BYTES, Math.max(needed, this.buffer.length * 2)),
    );
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
    this.#view = new DataView(grown.buffer);
  }

  byte(value: number): void {
    this.buffer[this.at++] = value;
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.at++] = (rest & 0x7f) | 0x80;
      // Beyond 32 bits a shift would lose the upper ones.
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 128);
    }
    this.buffer[this.at++] = rest;
  }

  /** An int64: what is negative takes ten bytes. */
  int64(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.buffer[this.at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.at++] = Number(rest);
  }

  double(value: number): void {
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  fixed32(value: number): void {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** Milliseconds since the epoch as nanoseconds, exact to the microsecond: a number holds no more. */
  milliseconds(ms: number): void {
    const seconds = Math.floor(ms / 1000);
    this.time(seconds, Math.round((ms - seconds * 1000) * 1000) * 1000);
  }

  /** Nanoseconds since the epoch. */
  time(seconds: number, rest: number): void {
    // In two halves, since no number holds the product.
    const upper = Math.floor(seconds / 65_536) * 1e9;
    const sum = (upper % 65_536) * 65_536 + (seconds % 65_536) * 1e9 + rest;
    this.#view.setUint32(this.at, sum % TWO_32, true);
    this.#view.setUint32(this.at + 4, Math.floor(upper / 65_536) + Math.floor(sum / TWO_32), true);
    this.at += 8;
  }

  /** The bytes of hex digits. */
  hex(digits: string): void {
    const { buffer } = this;
    let { at } = this;
    for (let i = 0; i < digits.length; i += 2) {
      buffer[at++] = (hexDigit(digits, i) << 4) | hexDigit(digits, i + 1);
    }
    this.at = at;
  }

  /** @param size of the text in UTF-8. */
  text(text: string, size: number): void {
    const { buffer, at } = this;
    if (size <= SHORT && size === text.length) {
      for (let i = 0; i < size; i++) buffer[at + i] = text.charCodeAt(i);
    } else if (size === text.length) buffer.write(text, at, size, 'latin1');
    else buffer.write(text, at, size, 'utf8');
    this.at = at + size;
  }

  bytes(source: Uint8Array): void {
    const { length } = source;
    if (length > SHORT) this.buffer.set(source, this.at);
    else {
      const { buffer, at } = this;
      for (let i = 0; i < length; i++) buffer[at + i] = source[i] as number;
    }
    this.at += length;
  }
}

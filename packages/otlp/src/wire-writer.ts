import { PbfWriter } from 'pbf';

const TWO_32 = 4_294_967_296;
/** Up to here a loop over the letters is faster than a call out of JavaScript. */
const SHORT = 32;

/**
 * pbf's writer with what OTLP needs beyond it: 64-bit integers that a number can't hold, and ids
 * and bytes that are text in the JSON mapping.
 */
export class WireWriter extends PbfWriter {
  declare buf: Buffer;

  /** @param memory to begin with, or how much of it; it grows. */
  constructor(memory: Buffer | number = 256) {
    super(typeof memory === 'number' ? Buffer.allocUnsafeSlow(memory) : memory);
  }

  override realloc(min: number): void {
    const needed = this.pos + min;
    if (needed <= this.length) return;
    let length = this.length;
    while (length < needed) length *= 2;
    const grown = Buffer.allocUnsafeSlow(length);
    this.buf.copy(grown, 0, 0, this.pos);
    this.buf = grown;
    this.dataView = new DataView(grown.buffer, grown.byteOffset, length);
    this.length = length;
  }

  /** pbf's own writes characters past U+1FFFF as others (5.1.2), and is slower for long texts. */
  override writeString(text: string): void {
    const { length } = text;
    if (length < SHORT) {
      this.realloc(length + 1);
      const { buf, pos } = this;
      let at = 0;
      for (; at < length; at++) {
        const code = text.charCodeAt(at);
        if (code > 0x7f) break;
        buf[pos + 1 + at] = code;
      }
      if (at === length) {
        buf[pos] = length;
        this.pos = pos + 1 + length;
        return;
      }
    }
    const bytes = Buffer.byteLength(text);
    this.writeVarint(bytes);
    this.realloc(bytes);
    this.buf.write(text, this.pos, bytes, 'utf8');
    this.pos += bytes;
  }

  /** A fixed64 or sfixed64; nothing is written for 0. */
  fixed64(tag: number, value: string | number | undefined): void {
    if (value === undefined || value === 0 || value === '0' || value === '') return;
    this.writeTag(tag, 1);
    this.rawFixed64(value);
  }

  /** The same, but 0 is written: for `oneof` and `optional` fields. */
  presentFixed64(tag: number, value: string | number): void {
    this.writeTag(tag, 1);
    this.rawFixed64(value);
  }

  rawFixed64(value: string | number): void {
    this.realloc(8);
    const { dataView, pos } = this;
    this.pos += 8;
    const text = String(value);
    // Times, the hot path: digits in two halves, since BigInt costs several times as much.
    if (text.length > 9 && text.length <= 19 && text.charCodeAt(0) !== 45) {
      const low = Number(text.slice(-9));
      const high = Number(text.slice(0, -9));
      const upper = Math.floor(high / 65_536) * 1e9;
      const sum = (upper % 65_536) * 65_536 + (high % 65_536) * 1e9 + low;
      if (Number.isInteger(sum)) {
        dataView.setUint32(pos, sum % TWO_32, true);
        dataView.setUint32(pos + 4, Math.floor(upper / 65_536) + Math.floor(sum / TWO_32), true);
        return;
      }
    }
    dataView.setBigInt64(pos, toBigInt(value), true);
  }

  /** An int64 or uint64 as a varint; 0 is written. */
  varint64(tag: number, value: string | number): void {
    this.writeTag(tag, 0);
    this.rawVarint64(value);
  }

  rawVarint64(value: string | number): void {
    const number = typeof value === 'number' ? value : Number(value);
    if (Number.isSafeInteger(number)) {
      this.writeVarint(number);
      return;
    }
    let rest = BigInt.asUintN(64, toBigInt(value));
    this.realloc(10);
    while (rest > 0x7fn) {
      this.buf[this.pos++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buf[this.pos++] = Number(rest);
  }

  uint32(tag: number, value: number | undefined): void {
    if (value) this.writeVarintField(tag, value);
  }

  fixed32(tag: number, value: number | undefined): void {
    if (value) this.writeFixed32Field(tag, value);
  }

  text(tag: number, value: string | undefined): void {
    if (value) this.writeStringField(tag, value);
  }

  double(tag: number, value: number | undefined): void {
    if (value !== undefined) this.writeDoubleField(tag, value);
  }

  /** An id in hex; nothing is written for an absent or odd one. */
  hex(tag: number, value: string | undefined): void {
    if (!value || value.length % 2 !== 0) return;
    const length = value.length / 2;
    this.writeTag(tag, 2);
    this.writeVarint(length);
    this.realloc(length);
    const { buf } = this;
    for (let i = 0; i < value.length; i += 2) {
      buf[this.pos++] = (digit(value.charCodeAt(i)) << 4) | digit(value.charCodeAt(i + 1));
    }
  }

  base64(tag: number, value: string): void {
    this.writeBytesField(tag, Buffer.from(value, 'base64'));
  }
}

function toBigInt(value: string | number): bigint {
  try {
    return BigInt(value);
  } catch {
    return 0n;
  }
}

function digit(code: number): number {
  if (code <= 57) return (code - 48) & 15;
  return ((code | 32) - 87) & 15;
}

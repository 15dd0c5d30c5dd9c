import { type DecodeLimits, limits } from './limits.js';
import { OtlpError, type OtlpErrorCode } from './otlp-error.js';

/** Names come again and again: most are found here instead of being made anew. Bounded by its size. */
const names: (string | undefined)[] = Array.from({ length: 1024 });
const MAX_NAME = 48;

const wireTypes = ['varint', 'fixed64', 'length-delimited', 'group', 'group', 'fixed32'];

/**
 * Reads protobuf from a stranger. pbf's own reader is not used here: it reads past the end of a
 * truncated body without a word and rounds 64-bit integers.
 */
export class WireReader {
  /** Number of the field that {@link next} found. */
  field = 0;
  private type = 0;
  private pos = 0;
  private end: number;
  private depth = 0;
  private nodes: number;
  private readonly maxDepth: number;
  private readonly buf: Buffer;

  constructor(bytes: Uint8Array, bounds: Partial<DecodeLimits> = {}) {
    this.buf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = this.buf.length;
    this.nodes = bounds.nodes ?? limits.decode.nodes;
    // Resource, scope, record, attributes, value: what stands around a value is not counted in it.
    this.maxDepth = (bounds.depth ?? limits.decode.depth) * 3 + 8;
  }

  /** Goes to the next field; false at the end of the message. */
  next(): boolean {
    if (this.pos >= this.end) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.type = tag % 8;
    if (this.field === 0) this.fail('syntax', 'a field number', '0');
    return true;
  }

  skip(): void {
    if (this.type === 0) this.varint();
    else if (this.type === 1) this.take(8);
    else if (this.type === 2) this.take(this.varint());
    else if (this.type === 5) this.take(4);
    else this.fail('type', 'a wire type of proto3', `wire type ${this.type}`);
  }

  message<T>(read: (reader: WireReader) => T): T {
    this.expect(2);
    const length = this.varint();
    const start = this.take(length);
    const outer = this.end;
    this.pos = start;
    this.end = start + length;
    if (--this.nodes < 0) this.fail('limit', 'fewer messages', 'more than the limit');
    if (++this.depth > this.maxDepth) this.fail('limit', 'less depth', 'more than the limit');
    const result = read(this);
    this.depth--;
    this.pos = this.end;
    this.end = outer;
    return result;
  }

  text(): string {
    this.expect(2);
    const length = this.varint();
    const start = this.take(length);
    return this.buf.toString('utf8', start, start + length);
  }

  /** A text that repeats: a key, a scope's name. Reads as {@link text} does. */
  name(): string {
    this.expect(2);
    const length = this.varint();
    const start = this.take(length);
    const { buf } = this;
    const end = start + length;
    if (length > MAX_NAME) return buf.toString('utf8', start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (buf[i] as number)) | 0;
    const slot = (hash ^ (hash >>> 10)) & 1023;
    const known = names[slot];
    if (known?.length === length) {
      let at = 0;
      while (at < length && known.charCodeAt(at) === buf[start + at]) at++;
      if (at === length) return known;
    }
    const name = buf.toString('utf8', start, end);
    // Only letters of one byte compare with bytes; a byte past 0x7f never equals such a letter.
    if (name.length === length) names[slot] = name;
    return name;
  }

  hex(): string {
    this.expect(2);
    const length = this.varint();
    const start = this.take(length);
    return this.buf.toString('hex', start, start + length);
  }

  base64(): string {
    this.expect(2);
    const length = this.varint();
    const start = this.take(length);
    return this.buf.toString('base64', start, start + length);
  }

  fixed64(): string {
    this.expect(1);
    return this.rawFixed64();
  }

  /** Decimal digits without BigInt, which costs several times as much: billions and the rest. */
  private rawFixed64(): string {
    const at = this.take(8);
    const low = this.buf.readUInt32LE(at);
    const high = this.buf.readUInt32LE(at + 4);
    const upper = high >>> 16;
    // 2^32 is 4e9 + 294967296, 2^48 is 281474e9 + 976710656: every product stays exact.
    const rest = upper * 976_710_656 + (high & 0xffff) * 294_967_296 + low;
    const billions = upper * 281_474 + (high & 0xffff) * 4 + Math.floor(rest / 1e9);
    const ones = rest % 1e9;
    return billions === 0 ? String(ones) : `${billions}${String(ones + 1e9).slice(1)}`;
  }

  sfixed64(): string {
    this.expect(1);
    return this.buf.readBigInt64LE(this.take(8)).toString();
  }

  double(): number {
    this.expect(1);
    return this.buf.readDoubleLE(this.take(8));
  }

  fixed32(): number {
    this.expect(5);
    return this.buf.readUInt32LE(this.take(4));
  }

  uint32(): number {
    this.expect(0);
    return this.varint() >>> 0;
  }

  sint32(): number {
    this.expect(0);
    const raw = this.varint() >>> 0;
    return (raw >>> 1) ^ -(raw & 1);
  }

  bool(): boolean {
    this.expect(0);
    return this.varint() !== 0;
  }

  int64(): string {
    this.expect(0);
    return BigInt.asIntN(64, this.varint64()).toString();
  }

  /** Repeated numbers, packed or one by one. */
  doubles(into: number[]): void {
    if (this.type !== 2) into.push(this.double());
    else this.packed(() => into.push(this.buf.readDoubleLE(this.take(8))));
  }

  fixed64s(into: (string | number)[]): void {
    if (this.type !== 2) into.push(this.fixed64());
    else this.packed(() => into.push(this.rawFixed64()));
  }

  uint64s(into: (string | number)[]): void {
    if (this.type !== 2) {
      this.expect(0);
      into.push(this.varint64().toString());
    } else this.packed(() => into.push(this.varint64().toString()));
  }

  private packed(read: () => void): void {
    const length = this.varint();
    const start = this.take(length);
    const outer = this.end;
    this.pos = start;
    this.end = start + length;
    while (this.pos < this.end) {
      if (--this.nodes < 0) this.fail('limit', 'fewer numbers', 'more than the limit');
      read();
    }
    this.end = outer;
  }

  private expect(type: number): void {
    if (this.type !== type) {
      this.fail('type', `a ${wireTypes[type]} field`, wireTypes[this.type] ?? 'no wire type');
    }
  }

  /** @returns where the bytes start. */
  private take(length: number): number {
    const start = this.pos;
    if (length > this.end - start) this.fail('syntax', `${length} bytes`, `${this.end - start}`);
    this.pos = start + length;
    return start;
  }

  /** Exact up to 2^53, which covers tags, lengths and 32-bit numbers; more is rounded. */
  private varint(): number {
    const first = this.buf[this.pos] as number;
    if (this.pos < this.end && first < 0x80) {
      this.pos++;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (this.pos >= this.end) this.fail('syntax', 'the rest of a varint', 'the end');
      const byte = this.buf[this.pos++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return this.fail('syntax', 'a varint of at most 10 bytes', 'more');
  }

  private varint64(): bigint {
    const start = this.pos;
    const value = this.varint();
    if (Number.isSafeInteger(value)) return BigInt(value);
    let exact = 0n;
    for (let i = this.pos - 1; i >= start; i--) {
      exact = (exact << 7n) | BigInt((this.buf[i] as number) & 0x7f);
    }
    return BigInt.asUintN(64, exact);
  }

  private fail(code: OtlpErrorCode, expected: string, got: string): never {
    throw new OtlpError(code, `byte ${this.pos}`, expected, got);
  }
}

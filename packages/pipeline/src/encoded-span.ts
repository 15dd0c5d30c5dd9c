import { type ByteRange, decodeTraces } from '@sonde/otlp';
import type { Redactor } from '@sonde/redaction';
import type { SpanRecord } from './lane.js';
import { createSpanKeys } from './span-keys.js';

/** A span that goes on as it came: nothing in it is to be redacted. Good until the next one is read. */
export interface EncodedSpan {
  /** Where it stands. */
  bytes: Buffer;
  /** Its scope, as protobuf. */
  scope: ByteRange;
  encoded: ByteRange;
}

/** Looks into spans that the application's thread has encoded already. */
export interface EncodedSpanReader {
  /**
   * @param bytes hold from `start` to `end` an OTLP `TracesData` message with one span, without a resource.
   * @returns the span's own bytes, or what was decoded of them where something has to be redacted.
   * @throws if the bytes are no such message.
   */
  read(bytes: Buffer, start: number, end: number): EncodedSpan | SpanRecord;
}

/** Fields of a span that hold no text, or text that is not redacted: ids, state, kind, times, counts. */
const PASSED: number = [1, 2, 3, 4, 6, 7, 8, 10, 12, 14, 16].reduce(
  (bits, field) => bits | (1 << field),
  0,
);
/** Field 1 and 2 of a KeyValue, then the fields of an AnyValue. */
const KEY = 0x0a;
const VALUE = 0x12;
const TEXT = 0x0a;
const BOOLEAN = 0x10;
const INTEGER = 0x18;
const FRACTION = 0x21;

/** Longer texts have bounds of their own. */
const MAX_TEXT = 4096;
const NAME = 5;
const ATTRIBUTE = 9;

/** A varint of so many bytes has fewer digits than anything that is looked for in numbers. */
const SHORT_VARINT = 4;

/** A place in the bytes of a message. */
class Cursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  end = 0;

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.at >= this.end) throw new TypeError('not a span');
      const byte = this.bytes[this.at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  /** @returns where the field that begins here with that tag ends; the cursor stands in it. */
  enter(tag: number): number {
    if (this.bytes[this.at++] !== tag) throw new TypeError('not a span');
    return this.length();
  }

  length(): number {
    const end = this.varint() + this.at;
    if (end > this.end) throw new TypeError('not a span');
    return end;
  }

  /** Past a field's value. */
  skip(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 1) this.at += 8;
    else if (wire === 2) this.at = this.length();
    else if (wire === 5) this.at += 4;
    else throw new TypeError('not a span');
  }
}

export function createEncodedSpanReader(redactor: Redactor): EncodedSpanReader {
  const check = redactor.bytes;
  const keys = createSpanKeys(check);

  function textPasses(cursor: Cursor, end: number): boolean {
    return end - cursor.at <= MAX_TEXT && check.textPasses(cursor.bytes, cursor.at, end);
  }

  /** Whether the attribute, a `KeyValue` that ends there, stays as it is. */
  function isPlain(cursor: Cursor, end: number): boolean {
    const { bytes } = cursor;
    const keyEnd = cursor.enter(KEY);
    if (!keys.passes(bytes, cursor.at, keyEnd)) return false;
    cursor.at = keyEnd;
    if (cursor.enter(VALUE) !== end || cursor.at === end) return false;
    const length = end - cursor.at;
    switch (bytes[cursor.at]) {
      case TEXT:
        return cursor.enter(TEXT) === end && textPasses(cursor, end);
      // A boolean, a fraction or a short whole number says nothing by itself.
      case BOOLEAN:
      case FRACTION:
        return true;
      case INTEGER:
        return length <= 1 + SHORT_VARINT;
      default:
        return false;
    }
  }

  /** Whether the span that ends there, with all that is looked at here, stays as it is. */
  function passes(cursor: Cursor, end: number): boolean {
    const { bytes } = cursor;
    // Both ids, in their full length.
    if (bytes[cursor.at] !== 0x0a || bytes[cursor.at + 1] !== 16) throw new TypeError('no ids');
    if (bytes[cursor.at + 18] !== 0x12 || bytes[cursor.at + 19] !== 8)
      throw new TypeError('no ids');
    while (cursor.at < end) {
      const tag = cursor.varint();
      const field = tag >>> 3;
      if (field < 32 && ((PASSED >>> field) & 1) === 1) {
        cursor.skip(tag & 7);
        continue;
      }
      if ((field !== NAME && field !== ATTRIBUTE) || (tag & 7) !== 2) return false;
      const fieldEnd = cursor.length();
      const plain = field === NAME ? textPasses(cursor, fieldEnd) : isPlain(cursor, fieldEnd);
      if (!plain) return false;
      cursor.at = fieldEnd;
    }
    return cursor.at === end;
  }

  function decoded(bytes: Buffer): SpanRecord {
    const scopes = decodeTraces(bytes).resourceSpans[0]?.scopeSpans[0];
    const span = scopes?.spans[0];
    if (span?.traceId.length !== 32 || span.spanId.length !== 16) throw new TypeError('no ids');
    return { scope: scopes?.scope ?? { name: '' }, span };
  }

  const cursor = new Cursor();
  const found: EncodedSpan = {
    bytes: cursor.bytes,
    scope: { start: 0, end: 0 },
    encoded: { start: 0, end: 0 },
  };

  return {
    read(bytes, start, end) {
      if (end - start > check.maxBytes) return decoded(bytes.subarray(start, end));
      cursor.bytes = bytes;
      cursor.at = start;
      cursor.end = end;
      // The only group of the only resource, and in it the scope and the span.
      const resourceEnd = cursor.enter(0x0a);
      const groupEnd = cursor.enter(0x12);
      const { scope, encoded } = found;
      scope.end = cursor.enter(0x0a);
      scope.start = cursor.at;
      cursor.at = scope.end;
      encoded.end = cursor.enter(0x12);
      encoded.start = cursor.at;
      const isAlone = encoded.end === groupEnd && groupEnd === resourceEnd && groupEnd === end;
      if (!isAlone || !passes(cursor, end)) return decoded(bytes.subarray(start, end));
      found.bytes = bytes;
      return found;
    },
  };
}

import { limits, RECORD_TAG, severityFromLevel, type WireWriter } from '@sonde/otlp';
import type { ByteCheck } from '@sonde/redaction';
import { createLineKeys, isRenamed, keyKind, type LineKey } from './line-keys.js';
import type { RecordUid } from './record-uid.js';
import { openMessage, sealMessage } from './seal-message.js';
import { createValueTranscoder, NOT_HERE } from './transcode-value.js';

/**
 * Writes an ordinary line as an OTLP LogRecord without making objects of it: the JSON is walked once,
 * and what holds no secret is copied byte by byte.
 */
export interface LineTranscoder {
  /**
   * @param end past the last byte of the line.
   * @returns false if the line is not ordinary (an error, an odd escape, a secret, …); then nothing was
   *   written, and the line goes the whole way: parse, redact, map, encode.
   */
  write(
    bytes: Uint8Array,
    start: number,
    end: number,
    sequence: number,
    writer: WireWriter,
  ): boolean;
}

/** Longer lines go the whole way: what is bounded there by length and number is short enough here. */
const MAX_LINE = 16_000;
/** Most that a byte of JSON becomes: `-1,` is thirteen bytes. */
const GROWTH = 5;
/** Of times, severity and id. */
const FIXED_BYTES = 256;
/** Milliseconds whose nanoseconds fit into 64 bits. */
const MAX_TIME = 18_446_744_073_709;

const LINE_FEED = 10;
const QUOTE = 34;
const COMMA = 44;
const OPEN = 123;
const CLOSE = 125;

const TRACE_ID_HEX = 32;
const SPAN_ID_HEX = 16;

const UID_HEAD = Uint8Array.of(0x0a, 14, ...Buffer.from('log.record.uid'), 0x12, 28, 0x0a, 26);

/** Fields 2 and 3 by pino's level. */
const severities = Array.from({ length: 256 }, (_, level) => {
  const { number, text } = severityFromLevel(level);
  return Uint8Array.of(0x10, number, 0x1a, text.length, ...Buffer.from(text));
});

/** Values of lower-case hexadecimal digits; 255 for all else. */
const HEX = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) HEX[digit.toString(16).charCodeAt(0)] = digit;

/** @returns whether all digits are hexadecimal and not all are 0; then half as many bytes are written. */
function writeHex(
  from: Uint8Array,
  start: number,
  digits: number,
  to: Uint8Array,
  at: number,
): boolean {
  let any = 0;
  for (let i = 0; i < digits; i += 2) {
    const high = HEX[from[start + i] as number] as number;
    const low = HEX[from[start + i + 1] as number] as number;
    if ((high | low) > 15) return false;
    any |= high | low;
    to[at + (i >> 1)] = (high << 4) | low;
  }
  return any !== 0;
}

export function createLineTranscoder(check: ByteCheck, uid: RecordUid): LineTranscoder {
  const longest = Math.min(MAX_LINE, check.maxBytes);
  const keys = createLineKeys(check);
  const values = createValueTranscoder(check, keys);
  /** The time of the line before, as both fields have it: many lines share one. */
  let lastTime = -1;
  const timeBytes = new Uint8Array(8);
  const timeView = new DataView(timeBytes.buffer);

  function setTime(time: number): void {
    const high = Math.floor(time / 65_536) * 1e6;
    const sum = (high % 65_536) * 65_536 + (time % 65_536) * 1e6;
    timeView.setUint32(0, sum % 4_294_967_296, true);
    timeView.setUint32(4, Math.floor(high / 65_536) + Math.floor(sum / 4_294_967_296), true);
    lastTime = time;
  }

  /** @returns where the line's record ends, or {@link NOT_HERE}. */
  function record(
    bytes: Uint8Array,
    start: number,
    end: number,
    sequence: number,
    out: Buffer,
    from: number,
  ): number {
    let at = from;
    let traceId = 0;
    let spanId = 0;
    let flags = 0;
    let time = -1;
    let hasLevel = false;
    let count = 0;
    values.begin(bytes, start + 1, end, out);
    if (bytes[start] !== OPEN || bytes[end - 1] !== CLOSE) return NOT_HERE;
    const object = values.newObject();
    for (;;) {
      const key = values.key(0, object);
      if (!key || key.kind === keyKind.other) return NOT_HERE;
      switch (key.kind) {
        case keyKind.attribute:
          if (++count > limits.value.attributes) return NOT_HERE;
          at = attribute(key, at, bytes);
          break;
        case keyKind.time:
          time = values.integer();
          if (!(time > 0 && time < MAX_TIME)) return NOT_HERE;
          break;
        case keyKind.level: {
          const level = values.integer();
          if (!(level > 0 && level < 256)) return NOT_HERE;
          hasLevel = true;
          const severity = severities[level] as Uint8Array;
          for (let i = 0; i < severity.length; i++) out[at++] = severity[i] as number;
          break;
        }
        case keyKind.message:
          at = message(at, bytes, 0x2a, limits.value.bodyLength);
          break;
        case keyKind.event:
          at = name(at, bytes);
          break;
        case keyKind.ignored:
          if (!values.skipScalar()) return NOT_HERE;
          break;
        case keyKind.traceId:
          traceId = values.plainText(TRACE_ID_HEX);
          if (traceId === NOT_HERE) return NOT_HERE;
          break;
        case keyKind.spanId:
          spanId = values.plainText(SPAN_ID_HEX);
          if (spanId === NOT_HERE) return NOT_HERE;
          break;
        default:
          flags = values.plainText(2);
          if (flags === NOT_HERE) return NOT_HERE;
      }
      if (at === NOT_HERE) return NOT_HERE;
      const next = bytes[values.position()];
      values.advance();
      if (next === CLOSE) break;
      if (next !== COMMA) return NOT_HERE;
    }
    if (values.position() !== end || time < 0 || !hasLevel) return NOT_HERE;
    if (traceId > 0) {
      out[at] = 0x4a;
      out[at + 1] = 16;
      if (!writeHex(bytes, traceId, TRACE_ID_HEX, out, at + 2)) return NOT_HERE;
      at += 18;
      if (spanId > 0) {
        out[at] = 0x52;
        out[at + 1] = 8;
        if (!writeHex(bytes, spanId, SPAN_ID_HEX, out, at + 2)) return NOT_HERE;
        at += 10;
      }
      if (flags > 0) {
        const high = HEX[bytes[flags] as number] as number;
        const low = HEX[bytes[flags + 1] as number] as number;
        if ((high | low) > 15) return NOT_HERE;
        if ((high | low) > 0) {
          out[at] = 0x45;
          out[at + 1] = (high << 4) | low;
          out[at + 2] = out[at + 3] = out[at + 4] = 0;
          at += 5;
        }
      }
    } else if (spanId > 0 || flags > 0) return NOT_HERE;
    return close(at, time, sequence, out);
  }

  function attribute(key: LineKey, from: number, bytes: Uint8Array): number {
    if (isRenamed(key) && bytes[values.position()] !== QUOTE) return NOT_HERE;
    return values.keyValue(0x32, key.head, from, 0);
  }

  /** A field of the record that is an AnyValue of a text. */
  function message(from: number, bytes: Uint8Array, tag: number, most: number): number {
    if (bytes[values.position()] !== QUOTE) return NOT_HERE;
    const value = openMessage(tag, values.output(), from);
    const end = values.text(value, most);
    return end === NOT_HERE ? NOT_HERE : sealMessage(values.output(), value, end);
  }

  /** The event's name: a field that is a text itself. */
  function name(from: number, bytes: Uint8Array): number {
    if (bytes[values.position()] !== QUOTE) return NOT_HERE;
    const end = values.text(from, limits.value.keyLength);
    const out = values.output();
    if (end === NOT_HERE || out[from + 1] === 0) return NOT_HERE;
    out[from] = 0x62;
    return end;
  }

  /** What the lane adds: both times and the id. */
  function close(from: number, time: number, sequence: number, out: Uint8Array): number {
    let at = from;
    if (time !== lastTime) setTime(time);
    out[at] = 0x09;
    out[at + 9] = 0x59;
    for (let i = 0; i < 8; i++) {
      out[at + 1 + i] = out[at + 10 + i] = timeBytes[i] as number;
    }
    at += 18;
    out[at++] = 0x32;
    out[at++] = UID_HEAD.length + 26;
    for (let i = 0; i < UID_HEAD.length; i++) out[at++] = UID_HEAD[i] as number;
    uid.write(out, at, time, sequence);
    return at + 26;
  }

  return {
    write(bytes, start, stop, sequence, writer) {
      // pino ends each line so.
      const end = bytes[stop - 1] === LINE_FEED ? stop - 1 : stop;
      const length = end - start;
      if (length > longest) return false;
      writer.realloc(length * GROWTH + FIXED_BYTES);
      const out = writer.buf;
      const begin = writer.pos;
      const first = begin + 3;
      const last = record(bytes, start, end, sequence, out, first);
      if (last === NOT_HERE) return false;
      const size = last - first;
      out[begin] = RECORD_TAG;
      if (size < 0x80) {
        out[begin + 1] = size;
        out.copyWithin(begin + 2, first, last);
        writer.pos = last - 1;
        return true;
      }
      if (size >= 0x4000) return false;
      out[begin + 1] = (size & 0x7f) | 0x80;
      out[begin + 2] = size >> 7;
      writer.pos = last;
      return true;
    },
  };
}

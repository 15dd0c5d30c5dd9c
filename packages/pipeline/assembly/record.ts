import { KIND, RENAMED } from './keys';
import { HEX, LANE, SEVERITIES } from './layout';
import { BRACE, BRACE_END, COMMA, NOT_HERE, QUOTE } from './letters';
import { copyShort, openMessage, sealMessage } from './message';
import { integer, plainText, skipScalar } from './scalars';
import { advance, attribute, begin, key, newObject, at as position, text } from './values';

// As in `src/line-keys.ts`.
const OTHER: u32 = 0;
const ATTRIBUTE: u32 = 1;
const TIME: u32 = 2;
const LEVEL: u32 = 3;
const MESSAGE: u32 = 4;
const IGNORED: u32 = 5;
const TRACE_ID: u32 = 6;
const SPAN_ID: u32 = 7;
const EVENT: u32 = 9;

const MAX_ATTRIBUTES: u32 = 128;
const BODY_LENGTH: u32 = 32_768;
const KEY_LENGTH: u32 = 256;
const TRACE_ID_HEX: u32 = 32;
const SPAN_ID_HEX: u32 = 16;
/** Milliseconds whose nanoseconds fit into 64 bits. */
const MAX_TIME: u64 = 18_446_744_073_709;

const LETTERS = memory.data<u8>([
  48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 65, 66, 67, 68, 69, 70, 71, 72, 74, 75, 77, 78, 80, 81,
  82, 83, 84, 86, 87, 88, 89, 90,
]);
/** The attribute `log.record.uid`, up to its 26 letters. */
const UID_HEAD = memory.data<u8>([
  0x32, 46, 0x0a, 14, 108, 111, 103, 46, 114, 101, 99, 111, 114, 100, 46, 117, 105, 100, 0x12, 28,
  0x0a, 26, 0, 0,
]);
const UID_HEAD_LENGTH: u32 = 22;
/** The letters of the last time: many lines share one. */
const TIME_LETTERS = memory.data(16);
let lastTime: u64 = u64.MAX_VALUE;

/** Whether all digits are hexadecimal and not all are 0; then half as many bytes are written. */
function writeHex(from: usize, digits: u32, to: usize): bool {
  let any: u32 = 0;
  for (let i: u32 = 0; i < digits; i += 2) {
    const high: u32 = load<u8>(HEX + <usize>load<u8>(from + i));
    const low: u32 = load<u8>(HEX + <usize>load<u8>(from + i + 1));
    if ((high | low) > 15) return false;
    any |= high | low;
    store<u8>(to + (i >> 1), (high << 4) | low);
  }
  return any != 0;
}

/** Writes the lowest `count` groups of five bits as letters. */
function writeLetters(value: u64, count: u32, to: usize): void {
  let rest = value;
  for (let i = count; i > 0; i--) {
    store<u8>(to + i - 1, load<u8>(LETTERS + <usize>(rest & 31)));
    rest >>= 5;
  }
}

/** A field of the record that is an AnyValue of a text. */
function message(from: usize): usize {
  const value = openMessage(0x2a, from);
  const end = text(value, BODY_LENGTH);
  return end == NOT_HERE ? NOT_HERE : sealMessage(value, end);
}

/** The event's name: a field that is a text itself. */
function event(from: usize): usize {
  const end = text(from, KEY_LENGTH);
  if (end == NOT_HERE || load<u8>(from, 1) == 0) return NOT_HERE;
  store<u8>(from, 0x62);
  return end;
}

/** What the lane adds: both times and the id. */
function close(from: usize, time: u64, sequence: u64): usize {
  store<u8>(from, 0x09);
  store<u64>(from + 1, time * 1_000_000);
  store<u8>(from, 0x59, 9);
  store<u64>(from + 10, time * 1_000_000);
  const head = from + 18;
  copyShort(head, UID_HEAD, UID_HEAD_LENGTH);
  const id = head + UID_HEAD_LENGTH;
  if (time != lastTime) {
    lastTime = time;
    writeLetters(time, 10, TIME_LETTERS);
  }
  copyShort(id, TIME_LETTERS, 10);
  store<u64>(id + 10, load<u64>(LANE));
  writeLetters(sequence, 8, id + 18);
  return id + 26;
}

/** Writes the line as a LogRecord. Returns where it ends, or NOT_HERE. */
export function record(start: usize, end: usize, sequence: u64, from: usize): usize {
  let at = from;
  let traceId: usize = 0;
  let spanId: usize = 0;
  let flags: usize = 0;
  let time: u64 = 0;
  let hasLevel = false;
  let count: u32 = 0;
  begin(start + 1, end);
  if (load<u8>(start) != BRACE || load<u8>(end - 1) != BRACE_END) return NOT_HERE;
  const mine = newObject();
  for (;;) {
    const found = key(0, mine);
    if (found == 0) return NOT_HERE;
    const kind: u32 = load<u8>(found, KIND);
    if (kind == ATTRIBUTE) {
      if (++count > MAX_ATTRIBUTES) return NOT_HERE;
      if (load<u8>(found, RENAMED) != 0 && load<u8>(position) != QUOTE) return NOT_HERE;
      at = attribute(found, at);
      if (at == NOT_HERE) return NOT_HERE;
    } else if (kind == TIME) {
      time = integer();
      if (time == 0 || time >= MAX_TIME) return NOT_HERE;
    } else if (kind == LEVEL) {
      const level = integer();
      if (level == 0 || level > 255) return NOT_HERE;
      hasLevel = true;
      const severity = SEVERITIES + ((<usize>level) << 4);
      v128.store(at, v128.load(severity, 1));
      at += load<u8>(severity);
    } else if (kind == MESSAGE) {
      at = message(at);
      if (at == NOT_HERE) return NOT_HERE;
    } else if (kind == IGNORED) {
      if (!skipScalar()) return NOT_HERE;
    } else if (kind == EVENT) {
      at = event(at);
      if (at == NOT_HERE) return NOT_HERE;
    } else if (kind == TRACE_ID) {
      traceId = plainText(TRACE_ID_HEX);
      if (traceId == NOT_HERE) return NOT_HERE;
    } else if (kind == SPAN_ID) {
      spanId = plainText(SPAN_ID_HEX);
      if (spanId == NOT_HERE) return NOT_HERE;
    } else if (kind == OTHER) {
      return NOT_HERE;
    } else {
      flags = plainText(2);
      if (flags == NOT_HERE) return NOT_HERE;
    }
    const next: u32 = load<u8>(position);
    advance();
    if (next == BRACE_END) break;
    if (next != COMMA) return NOT_HERE;
  }
  if (position != end || time == 0 || !hasLevel) return NOT_HERE;
  if (traceId != 0) {
    store<u8>(at, 0x4a);
    store<u8>(at, 16, 1);
    if (!writeHex(traceId, TRACE_ID_HEX, at + 2)) return NOT_HERE;
    at += 18;
    if (spanId != 0) {
      store<u8>(at, 0x52);
      store<u8>(at, 8, 1);
      if (!writeHex(spanId, SPAN_ID_HEX, at + 2)) return NOT_HERE;
      at += 10;
    }
    if (flags != 0) {
      const high: u32 = load<u8>(HEX + <usize>load<u8>(flags));
      const low: u32 = load<u8>(HEX + <usize>load<u8>(flags, 1));
      if ((high | low) > 15) return NOT_HERE;
      if ((high | low) > 0) {
        store<u8>(at, 0x45);
        store<u32>(at + 1, (high << 4) | low);
        at += 5;
      }
    }
  } else if (spanId != 0 || flags != 0) return NOT_HERE;
  return close(at, time, sequence);
}

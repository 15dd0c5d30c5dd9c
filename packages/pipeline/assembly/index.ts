import { LONGEST, OUTPUT, OUTPUT_END, RESULT } from './layout';
import { NOT_HERE } from './letters';
import { record } from './record';

const HEADER: usize = 16;
const LINE_FEED: u32 = 10;
/** `logRecords` of a scope. */
const RECORD_TAG: u32 = 0x12;
/** Most that a byte of JSON becomes: `-1,` is thirteen bytes. */
const GROWTH: usize = 5;
/** Of times, severity and id. */
const FIXED_BYTES: usize = 256;

/**
 * Writes ordinary lines that stand as frames between `from` and `to`, each as a record of a scope, until
 * one is not ordinary, or not of that signal, or `room` bytes are written, or `most` records.
 */
export function run(from: usize, to: usize, signal: u32, isRing: bool, room: u32, most: u32): void {
  let at = from;
  let out: usize = OUTPUT;
  let count: u32 = 0;
  let isOdd: u32 = 0;
  const longest = load<u32>(LONGEST);
  while (count < most && <u32>(out - OUTPUT) < room && at + HEADER <= to) {
    const length = load<u32>(at);
    const meta = load<u32>(at, 4);
    // Of that signal, a line, not tried and not done.
    if (meta >> 24 != 0 || (meta & 0xffff) != signal) break;
    if (length > longest + 1 || at + HEADER + length > to) break;
    if (out + <usize>length * GROWTH + FIXED_BYTES > OUTPUT_END) break;
    const sequence = isRing ? load<u64>(at, 8) : <u64>load<f64>(at, 8);
    const start = at + HEADER;
    // pino ends each line so.
    const end = start + length - (load<u8>(start + length - 1) == LINE_FEED ? 1 : 0);
    const first = out + 3;
    const isLine = end > start && <u32>(end - start) <= longest;
    const last = isLine ? record(start, end, sequence, first) : NOT_HERE;
    const size = <u32>(last - first);
    if (last == NOT_HERE || size >= 0x4000) {
      isOdd = 1;
      break;
    }
    store<u8>(out, RECORD_TAG);
    if (size < 0x80) {
      store<u8>(out, size, 1);
      memory.copy(out + 2, first, size);
      out = last - 1;
    } else {
      store<u8>(out, (size & 0x7f) | 0x80, 1);
      store<u8>(out, size >> 7, 2);
      out = last;
    }
    count++;
    at = start + length;
    if (isRing) at = (at + 7) & ~7;
  }
  store<u32>(RESULT, <u32>(at - from));
  store<u32>(RESULT, <u32>(out - OUTPUT), 4);
  store<u32>(RESULT, count, 8);
  store<u32>(RESULT, isOdd, 12);
}

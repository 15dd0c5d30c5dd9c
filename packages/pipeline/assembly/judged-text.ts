import { judgeText } from './env';
import { ALL_TEXTS, KINDS, KNOWN, KNOWN_BYTES, KNOWN_SLOTS, PAIRS, THIRDS } from './layout';
import { isSame } from './message';

/** No rule takes fewer characters for a secret: `pin=1` is the shortest. */
const MIN_TEXT: u32 = 5;
/** No card number has fewer. */
const MIN_DIGITS: u32 = 13;
/** A line of the body of a private key. */
const KEY_LINE: u32 = 64;
const DASH: u32 = 45;

const DIGIT: u32 = 2;
const WORD: u32 = 3;
const MARK: u32 = 4;

/** Whether a word that begins with these three bytes may be a token: true for few. */
function beginsToken(at: usize): bool {
  const first: u32 = load<u8>(at);
  const second: u32 = load<u8>(at, 1);
  if ((first | second) > 127) return false;
  const row: u32 = load<u16>(PAIRS + (((first << 7) | second) << 1));
  if (row == 0) return false;
  const third: u32 = load<u8>(at, 2);
  return third < 128 && load<u8>(THIRDS + ((row << 7) | third)) == 1;
}

/** Asks JavaScript, unless it was asked for the same text before. */
function whole(start: usize, end: usize): bool {
  const length = <u32>(end - start);
  if (length > KNOWN_BYTES) return judgeText(start, end) != 0;
  let hash: u32 = length;
  for (let i = start; i < end; i++) hash = hash * 31 + load<u8>(i);
  const slot = KNOWN + ((hash ^ (hash >> 15)) & (KNOWN_SLOTS - 1)) * (KNOWN_BYTES + 4);
  if (load<u32>(slot) == length && isSame(slot + 4, start, length)) return true;
  const judged = judgeText(start, end);
  if (judged == 2) {
    store<u32>(slot, length);
    memory.copy(slot + 4, start, length);
  }
  return judged != 0;
}

/** Whether a text holds nothing to redact. What may hold something is for JavaScript to judge. */
export function textPasses(start: usize, end: usize): bool {
  const length = <u32>(end - start);
  if (length < MIN_TEXT) return true;
  if (length == KEY_LINE || load<u8>(ALL_TEXTS) != 0) return judgeText(start, end) != 0;
  let digits: u32 = 0;
  let i = start;
  while (i < end) {
    const byte: u32 = load<u8>(i);
    let kind: u32 = load<u8>(KINDS + byte);
    if (kind == 0) {
      // `--password x`, `-----BEGIN`.
      if (byte == DASH && load<u8>(i, 1) == DASH) return judgeText(start, end) != 0;
      i++;
      continue;
    }
    if (kind == MARK || beginsToken(i)) return whole(start, end);
    const word = i;
    let kinds: u32 = 0;
    do {
      kinds |= kind;
      kind = load<u8>(KINDS + <usize>load<u8>(++i));
    } while (i < end && (kind & WORD) != 0);
    // No number goes on over a word that has a letter.
    digits = kinds == DIGIT ? digits + <u32>(i - word) : 0;
    if (digits >= MIN_DIGITS) return whole(start, end);
  }
  return true;
}

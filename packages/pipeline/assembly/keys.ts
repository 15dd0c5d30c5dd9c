import { judgeKey } from './env';
import { KEY_SLOT_COUNT, KEY_SLOTS, KEYS, KEYS_END, NO_KEY } from './layout';
import { isSame } from './message';

// An entry: the next one of its slot, the key that came after it the last time, then as `src/line-keys.ts`
// writes it: kind, inner, renamed, three lengths; by depth the object it was met in last; key, heads.
export const KIND: usize = 8;
export const INNER: usize = 9;
export const RENAMED: usize = 10;
const KEY_LENGTH: usize = 11;
const HEAD_LENGTH: usize = 12;
const INNER_HEAD_LENGTH: usize = 13;
const FOLLOWER: usize = 4;
const SEEN: usize = 16;
const KEY: usize = 40;
/** Of one entry: longer keys are none for here. */
export const MAX_KEY: u32 = 127;
const MAX_ENTRY: usize = 640;

let used: usize = KEYS;
/** The key before. */
let last: usize = NO_KEY;

export function beginKeys(): void {
  last = NO_KEY;
}

/** The key that came here the last time, if it stands here now; 0 if not. */
export function expected(start: usize): usize {
  const guess: usize = load<u32>(last, FOLLOWER);
  if (guess == 0) return 0;
  const length: u32 = load<u8>(guess, KEY_LENGTH);
  if (load<u16>(start + length) != 0x3a22 || !isSame(guess + KEY, start, length)) return 0;
  return guess;
}

export function keyLength(key: usize): u32 {
  return load<u8>(key, KEY_LENGTH);
}

/** 0 where all that was known had to be forgotten: then the line is none for here. */
export function findKey(start: usize, end: usize, hash: u32): usize {
  const length = <u32>(end - start);
  const slot = KEY_SLOTS + ((hash & (KEY_SLOT_COUNT - 1)) << 2);
  let key: usize = load<u32>(slot);
  for (; key != 0; key = load<u32>(key)) {
    if (load<u8>(key, KEY_LENGTH) == length && isSame(key + KEY, start, length)) break;
  }
  if (key == 0) {
    if (used + MAX_ENTRY > KEYS_END) {
      memory.fill(KEY_SLOTS, 0, KEY_SLOT_COUNT << 2);
      store<u32>(NO_KEY, 0, FOLLOWER);
      used = KEYS;
      last = NO_KEY;
      return 0;
    }
    key = used;
    memory.fill(key, 0, KEY);
    used += (judgeKey(start, end, key) + 7) & ~7;
    store<u32>(key, load<u32>(slot));
    store<u32>(slot, <u32>key);
  }
  store<u32>(last, <u32>key, FOLLOWER);
  return key;
}

/** Whether the object `mine` at that depth had no such key yet. */
export function isFirst(key: usize, depth: u32, mine: u32): bool {
  last = key;
  const seen = key + SEEN + (depth << 2);
  if (load<u32>(seen) == mine) return false;
  store<u32>(seen, mine);
  return true;
}

/** Where its name as field 1 of a KeyValue stands. */
export function headOf(key: usize): usize {
  return key + KEY + load<u8>(key, KEY_LENGTH);
}

export function headLength(key: usize): u32 {
  return load<u8>(key, HEAD_LENGTH);
}

/** The same below the top of a line. */
export function innerHeadOf(key: usize): usize {
  return headOf(key) + load<u8>(key, HEAD_LENGTH);
}

export function innerHeadLength(key: usize): u32 {
  return load<u8>(key, INNER_HEAD_LENGTH);
}

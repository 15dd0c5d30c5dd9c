/** Begins a message whose length is not known yet. Returns where its content goes. */
export function openMessage(tag: u32, from: usize): usize {
  store<u8>(from, tag);
  return from + 2;
}

/** Writes the length before the content; a long content moves. Returns where it ends. */
export function sealMessage(start: usize, end: usize): usize {
  const length = <u32>(end - start);
  if (length < 0x80) {
    store<u8>(start - 1, length);
    return end;
  }
  if (length < 0x4000) {
    memory.copy(start + 1, start, length);
    store<u8>(start - 1, (length & 0x7f) | 0x80);
    store<u8>(start, length >> 7);
    return end + 1;
  }
  memory.copy(start + 2, start, length);
  store<u8>(start - 1, (length & 0x7f) | 0x80);
  store<u8>(start, ((length >> 7) & 0x7f) | 0x80);
  store<u8>(start + 1, length >> 14);
  return end + 2;
}

export function writeVarint(value: u64, from: usize): usize {
  let at = from;
  let rest = value;
  while (rest > 0x7f) {
    store<u8>(at++, (rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  store<u8>(at, rest);
  return at + 1;
}

/** Copies a few bytes, up to seven more than asked for. */
export function copyShort(to: usize, from: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/** Whether the same bytes stand in both places. */
export function isSame(one: usize, other: usize, length: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) {
    if (load<u64>(one + i) != load<u64>(other + i)) return false;
  }
  for (; i < length; i++) if (load<u8>(one + i) != load<u8>(other + i)) return false;
  return true;
}

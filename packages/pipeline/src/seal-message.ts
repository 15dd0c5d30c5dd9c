/** Begins a message whose length is not known yet. @returns where its content goes. */
export function openMessage(tag: number, out: Uint8Array, from: number): number {
  out[from] = tag;
  return from + 2;
}

/** Writes the length before the content; a long content moves. @returns where it ends. */
export function sealMessage(out: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 0x80) {
    out[start - 1] = length;
    return end;
  }
  if (length < 0x4000) {
    out.copyWithin(start + 1, start, end);
    out[start - 1] = (length & 0x7f) | 0x80;
    out[start] = length >> 7;
    return end + 1;
  }
  out.copyWithin(start + 2, start, end);
  out[start - 1] = (length & 0x7f) | 0x80;
  out[start] = ((length >> 7) & 0x7f) | 0x80;
  out[start + 1] = length >> 14;
  return end + 2;
}

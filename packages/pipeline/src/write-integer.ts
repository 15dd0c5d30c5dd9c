/** @returns where it ends. */
export function writeVarint(value: number, out: Uint8Array, from: number): number {
  let at = from;
  let rest = value;
  while (rest > 0x7fff_ffff) {
    out[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest > 0x7f) {
    out[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  out[at] = rest;
  return at + 1;
}

/** The two's complement of up to 31 bits, always ten bytes. */
export function writeNegative(value: number, out: Uint8Array, from: number): number {
  const low = -value | 0;
  for (let i = 0; i < 4; i++) out[from + i] = ((low >>> (7 * i)) & 0x7f) | 0x80;
  out[from + 4] = ((low >>> 28) & 0x0f) | 0xf0;
  for (let i = 5; i < 9; i++) out[from + i] = 0xff;
  out[from + 9] = 1;
  return from + 10;
}

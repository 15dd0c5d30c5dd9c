/** By character code; what is no digit counts as 0. */
const VALUES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 0 : value;
});

/** The value of the hex digit that stands there, in either case. */
export function hexDigit(digits: string, at: number): number {
  return VALUES[digits.charCodeAt(at) & 0x7f] as number;
}

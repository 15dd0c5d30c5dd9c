/** Random lower-case hex of so many bytes. Works without a secure context. */
export function randomHex(bytes: number): string {
  let hex = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) {
    hex += (byte + 256).toString(16).slice(1);
  }
  return hex;
}

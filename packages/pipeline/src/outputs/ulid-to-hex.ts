import { randomUUID } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The 128 bits of a ULID as 32 hexadecimal digits; of anything else, random ones. */
export function ulidToHex(ulid: string | undefined): string {
  if (ulid === undefined || !/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(ulid)) {
    return randomUUID().replaceAll('-', '');
  }
  let value = 0n;
  for (const digit of ulid) value = value * 32n + BigInt(DIGITS.indexOf(digit));
  return value.toString(16).padStart(32, '0');
}

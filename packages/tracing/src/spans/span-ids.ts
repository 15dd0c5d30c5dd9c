import { randomFillSync } from 'node:crypto';

/** Randomness is drawn for some hundred ids at a time: a call for each costs more than the span. */
const POOL_BYTES = 8192;
/** Written as text at once. Not more, because an id that is kept keeps the text that it was cut from. */
const TEXT_BYTES = 512;
const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let drawn = POOL_BYTES;
let digits = '';
let at = 0;

const ZERO = 48;

function nextDigits(): string {
  if (drawn === POOL_BYTES) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += TEXT_BYTES;
  return pool.toString('hex', drawn - TEXT_BYTES, drawn);
}

function draw(length: number): string {
  for (;;) {
    if (at + length > digits.length) {
      digits = nextDigits();
      at = 0;
    }
    const id = digits.slice(at, at + length);
    at += length;
    // All zeroes would be no id.
    if (id.charCodeAt(0) !== ZERO || !/^0+$/.test(id)) return id;
  }
}

/** 32 hex digits. */
export function newTraceId(): string {
  return draw(32);
}

/** 16 hex digits. */
export function newSpanId(): string {
  return draw(16);
}

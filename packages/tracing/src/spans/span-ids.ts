import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8192;
const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let at = POOL_BYTES;

/** Randomness is drawn for some hundred ids at a time: a call for each costs more than the span. */
function draw(bytes: number): string {
  for (;;) {
    if (at + bytes > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    const id = pool.toString('hex', at, at + bytes);
    at += bytes;
    // All zeroes would be no id.
    if (!/^0+$/.test(id)) return id;
  }
}

/** 32 hex digits. */
export function newTraceId(): string {
  return draw(16);
}

/** 16 hex digits. */
export function newSpanId(): string {
  return draw(8);
}

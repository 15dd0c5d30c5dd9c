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

/** What seldom happens stands apart: V8 puts all of this function into each one that draws an id. */
function draw(length: number): string {
  const end = at + length;
  if (end > digits.length) return drawAnew(length);
  const id = digits.slice(at, end);
  at = end;
  // All zeroes would be no id.
  return id.charCodeAt(0) === ZERO && isZero(id) ? drawAnew(length) : id;
}

function drawAnew(length: number): string {
  digits = nextDigits();
  at = 0;
  return draw(length);
}

const isZero = (id: string): boolean => /^0+$/.test(id);

/** 32 hex digits. */
export function newTraceId(): string {
  return draw(32);
}

/** 16 hex digits. */
export function newSpanId(): string {
  return draw(16);
}

import type { ByteCheck } from '@sonde/redaction';

/** Names of attributes by their bytes, each judged once. */
export interface SpanKeys {
  /** Whether an attribute of that name is judged by its value alone. */
  passes(bytes: Uint8Array, start: number, end: number): boolean;
}

interface KnownKey {
  bytes: Uint8Array;
  passes: boolean;
  next: KnownKey | undefined;
}

/** Names are few; of a caller that invents them these many are kept, and then none. */
const MAX_KEYS = 4096;
const SLOTS = 2048;
/** A longer name is no known one: its span is judged as a whole. */
const MAX_KEY_BYTES = 127;

const emptySlots = (): (KnownKey | undefined)[] => Array.from({ length: SLOTS });

function isSame(one: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (one.length !== length) return false;
  for (let i = 0; i < length; i++) if (one[i] !== bytes[start + i]) return false;
  return true;
}

export function createSpanKeys(check: ByteCheck): SpanKeys {
  let slots = emptySlots();
  let count = 0;

  return {
    passes(bytes, start, end) {
      if (end - start > MAX_KEY_BYTES) return false;
      let hash = 0;
      for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
      const slot = hash & (SLOTS - 1);
      for (let key = slots[slot]; key; key = key.next) {
        if (isSame(key.bytes, bytes, start, end - start)) return key.passes;
      }
      if (count >= MAX_KEYS) {
        slots = emptySlots();
        count = 0;
      }
      const own = Uint8Array.from(bytes.subarray(start, end));
      const passes = own.length > 0 && check.keyPasses(Buffer.from(own).toString('utf8'));
      slots[slot] = { bytes: own, passes, next: slots[slot] };
      count++;
      return passes;
    },
  };
}

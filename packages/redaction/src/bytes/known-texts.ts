/** Texts, as bytes, that were judged and hold nothing: messages and names come again and again. */
export interface KnownTexts {
  has(bytes: Uint8Array, start: number, end: number): boolean;
  /** Remembers the text that `has` was asked for last. */
  add(bytes: Uint8Array, start: number, end: number): void;
}

/** A later text takes the slot of an earlier one. */
const SLOTS = 1024;
const MAX_BYTES = 128;

export function createKnownTexts(): KnownTexts {
  const slots = Array.from<Uint8Array | undefined>({ length: SLOTS });
  let slot = 0;

  return {
    has(bytes, start, end) {
      const length = end - start;
      if (length > MAX_BYTES) return false;
      let hash = length;
      for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
      slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
      const known = slots[slot];
      if (known?.length !== length) return false;
      for (let i = 0; i < length; i++) if (known[i] !== bytes[start + i]) return false;
      return true;
    },
    add(bytes, start, end) {
      if (end - start <= MAX_BYTES) slots[slot] = Uint8Array.from(bytes.subarray(start, end));
    },
  };
}

import type { Canary } from './make-canaries.ts';

/** Characters of a canary that are looked for: fewer could stand in a text by chance. */
const PIECE = 12;
const TABLE_BITS = 22;
const BASE = 257;

export interface Sighting {
  canary: Canary;
  /** What stands around it, the canary left in: it is made up. */
  around: string;
}

/**
 * The canaries that stand in these bytes: the middle or the end of any of their spellings. All are
 * looked for at once, with a rolling hash, so that megabytes are read once.
 */
export function findCanaries(bytes: Buffer, canaries: readonly Canary[]): Sighting[] {
  const pieces = new Map<string, Canary>();
  for (const canary of canaries) {
    for (const form of spellings(canary.core)) {
      if (form.length < PIECE) continue;
      pieces.set(form.slice(-PIECE), canary);
      const middle = (form.length - PIECE) >> 1;
      // In the middle all tokens of one service say the same of their time.
      if (canary.kind !== 'jwt') pieces.set(form.slice(middle, middle + PIECE), canary);
    }
  }
  const table = new Uint8Array(1 << TABLE_BITS);
  for (const piece of pieces.keys()) table[slot(hashOf(Buffer.from(piece, 'latin1'), 0))] = 1;

  const sightings = new Map<Canary, Sighting>();
  let leaving = 1;
  for (let i = 1; i < PIECE; i++) leaving = Math.imul(leaving, BASE);
  let hash = hashOf(bytes, 0);
  for (let i = 0; i + PIECE <= bytes.length; i++) {
    if (table[slot(hash)] === 1) {
      const canary = pieces.get(bytes.toString('latin1', i, i + PIECE));
      if (canary && !sightings.has(canary)) {
        const around = bytes.toString('latin1', Math.max(0, i - 150), i + 100);
        sightings.set(canary, { canary, around });
      }
    }
    const gone = Math.imul(bytes[i] ?? 0, leaving);
    hash = (Math.imul(hash - gone, BASE) + (bytes[i + PIECE] ?? 0)) | 0;
  }
  return [...sightings.values()];
}

/** As it is, without its spaces, and as an address, JSON and Base64 spell it. */
function spellings(text: string): string[] {
  return [
    text,
    text.replaceAll(' ', ''),
    text.replaceAll(' ', '+'),
    encodeURIComponent(text),
    encodeURIComponent(encodeURIComponent(text)),
    Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1),
  ];
}

function hashOf(bytes: Buffer, at: number): number {
  let hash = 0;
  for (let i = at; i < at + PIECE; i++) hash = (Math.imul(hash, BASE) + (bytes[i] ?? 0)) | 0;
  return hash;
}

function slot(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - TABLE_BITS);
}

import type { Growth } from './fit-growth.js';

const MB = 1024 * 1024;
const MINUTE_MS = 60_000;
/** From here on it is looked at who allocates what stays. */
const SUSPECT_BYTES = 16 * MB;
/** While a few floors are all there is: two of them differ by more than one thinks. */
const SUSPECT_EARLY_BYTES = 32 * MB;
/** Less is never told, in a heap that may be large. */
const LEAST_BYTES = 64 * MB;
const LEAST_OF_LIMIT = 0.25;
/** So much is told soon, the rest after it has grown for long. */
const MUCH_BYTES = 128 * MB;
const SOON_MS = 10_000;
/** How little a growth may slow down, by how much it is. */
const LASTING = 0.8;
const LASTING_MUCH = 0.4;
const LONG_MS = 8 * MINUTE_MS;
/** Of what its limit is; near it there is no time to lose. */
const NEAR_LIMIT = 0.8;

export type Verdict = 'calm' | 'suspect' | 'grows';

/**
 * Whether a growth is worth a look, or a word.
 *
 * @param used bytes of the heap after the last full collection.
 * @param limit that the heap may come to.
 */
export function judgeGrowth(
  growth: Growth | undefined,
  now: number,
  used: number,
  limit: number,
): Verdict {
  const suspect = growth && growth.lasting > 0 ? SUSPECT_BYTES : SUSPECT_EARLY_BYTES;
  if (!growth || growth.rise < suspect) return 'calm';
  const age = now - growth.since;
  const much = growth.rise >= MUCH_BYTES && age >= SOON_MS && growth.lasting >= LASTING_MUCH;
  const long = age >= LONG_MS && growth.lasting >= LASTING;
  const near = used >= limit * NEAR_LIMIT && growth.lasting > 0;
  const least = Math.min(LEAST_BYTES, limit * LEAST_OF_LIMIT);
  const told = growth.rise >= least && (much || long || near);
  return told ? 'grows' : 'suspect';
}

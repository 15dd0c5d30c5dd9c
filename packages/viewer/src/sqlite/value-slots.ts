/**
 * Durations are rolled up into fixed slots that grow by 2^(1/8), so that any set of them can be
 * added up and a percentile read from the sum is at most 4.5 % off.
 */
const SLOTS_PER_DOUBLING = 8;
const HIGHEST_SLOT = 320;

/** @param value in milliseconds (or any unit with a thousandth as the smallest step of interest) */
export function slotOf(value: number): number {
  const thousandths = value * 1000;
  if (!(thousandths > 1)) return 0;
  const slot = Math.floor(Math.log2(thousandths) * SLOTS_PER_DOUBLING) + 1;
  return slot > HIGHEST_SLOT ? HIGHEST_SLOT : slot;
}

/** The geometric middle of a slot. */
export function slotValue(slot: number): number {
  return slot === 0 ? 0 : 2 ** ((slot - 0.5) / SLOTS_PER_DOUBLING) / 1000;
}

/** Counts by slot. */
export type Slots = Map<number, number>;

export function addToSlots(slots: Slots, slot: number, count: number): void {
  slots.set(slot, (slots.get(slot) ?? 0) + count);
}

/** The value below which the share `p` (0 to 1) lies; 0 if there is none. */
export function percentileOf(slots: Slots, p: number): number {
  let total = 0;
  for (const count of slots.values()) total += count;
  if (total === 0) return 0;
  const rank = Math.max(1, Math.ceil(total * p));
  let seen = 0;
  for (const [slot, count] of [...slots].toSorted((a, b) => a[0] - b[0])) {
    seen += count;
    if (seen >= rank) return slotValue(slot);
  }
  return 0;
}

export interface PairwiseScore {
  groups: number;
  /** Of the pairs that were put together, the share of one fault. */
  precision: number;
  /** Of the pairs of one fault, the share that was put together. */
  recall: number;
  f1: number;
}

/** How well groups agree with labels, counted over all pairs. */
export function pairwiseScore<T>(
  items: readonly T[],
  labelOf: (item: T) => string,
  groupOf: (item: T) => string,
): PairwiseScore {
  const together = pairsOf(items, groupOf);
  const same = pairsOf(items, labelOf);
  const right = pairsOf(items, (item) => JSON.stringify([labelOf(item), groupOf(item)]));
  const precision = together === 0 ? 1 : right / together;
  const recall = same === 0 ? 1 : right / same;
  const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { groups: new Set(items.map(groupOf)).size, precision, recall, f1 };
}

function pairsOf<T>(items: readonly T[], keyOf: (item: T) => string): number {
  const sizes = new Map<string, number>();
  for (const item of items) sizes.set(keyOf(item), (sizes.get(keyOf(item)) ?? 0) + 1);
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}

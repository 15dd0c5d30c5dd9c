const MAX_DEPTH = 64;
const MAX_NODES = 50_000;

/** `JSON.stringify` that never throws: cycles, BigInts and getters that throw become texts. */
export function stringifySafely(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return JSON.stringify(toPlain(value, new Set(), { left: MAX_NODES })) ?? 'null';
  }
}

function toPlain(value: unknown, above: Set<object>, budget: { left: number }): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (above.size >= MAX_DEPTH || --budget.left < 0) return '[cut]';
  above.add(value);
  try {
    return copyOf(value, above, budget);
  } catch {
    return '[unreadable]';
  } finally {
    above.delete(value);
  }
}

function copyOf(value: object, above: Set<object>, budget: { left: number }): unknown {
  const toJson: unknown = (value as { toJSON?: unknown }).toJSON;
  if (typeof toJson === 'function') {
    const shown: unknown = (toJson as (this: object, key: string) => unknown).call(value, '');
    if (shown !== value) return toPlain(shown, above, budget);
  }
  if (Array.isArray(value)) return value.map((item) => toPlain(item, above, budget));
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    try {
      copy[key] = toPlain((value as Record<string, unknown>)[key], above, budget);
    } catch {
      copy[key] = '[unreadable]';
    }
  }
  return copy;
}

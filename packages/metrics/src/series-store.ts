import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Label sets of one metric; the next one goes into the overflow series. */
export const MAX_SERIES = 2000;

const MAX_VALUE_LENGTH = 256;

/** The one label set that stands for all beyond the limit, as OpenTelemetry names it. */
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };
const OVERFLOW_KEY = '\u0000overflow';

/** The label sets of one metric, never more than the limit and one. */
export interface SeriesStore<T> {
  /** The series of these attributes, made on first sight. */
  at(attributes: Attributes | undefined): T;
  values(): IterableIterator<T>;
  /** Measurements that went into the overflow series. */
  overflowed(): number;
  clear(): void;
}

function clip(value: AttributeValue | undefined): AttributeValue | undefined {
  if (typeof value === 'string') {
    return value.length > MAX_VALUE_LENGTH ? value.slice(0, MAX_VALUE_LENGTH) : value;
  }
  return Array.isArray(value) ? clip(JSON.stringify(value)) : value;
}

function keyOf(attributes: Attributes): string {
  const names = Object.keys(attributes);
  if (names.length > 1) names.sort();
  let key = '';
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== null) key += `${name}\u0000${String(value)}\u0001`;
  }
  return key;
}

function copy(attributes: Attributes): Attributes {
  const kept: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) kept[name] = clip(value);
  }
  return kept;
}

export function createSeriesStore<T>(
  create: (attributes: Attributes) => T,
  limit: number = MAX_SERIES,
): SeriesStore<T> {
  const all = new Map<string, T>();
  let overflowed = 0;
  return {
    at(attributes = {}) {
      const key = keyOf(attributes);
      const found = all.get(key);
      if (found !== undefined) return found;
      if (all.size < limit) {
        const made = create(copy(attributes));
        all.set(key, made);
        return made;
      }
      overflowed++;
      let rest = all.get(OVERFLOW_KEY);
      if (rest === undefined) {
        rest = create(OVERFLOW);
        all.set(OVERFLOW_KEY, rest);
      }
      return rest;
    },
    values: () => all.values(),
    overflowed: () => overflowed,
    clear: () => all.clear(),
  };
}

import type { Attributes } from '@opentelemetry/api';

/** Label sets of one metric; the next one goes into the overflow series. */
export const MAX_SERIES = 2000;

const MAX_VALUE_LENGTH = 256;

/** The one label set that stands for all beyond the limit, as OpenTelemetry names it. */
const OVERFLOW: Labels = { 'otel.metric.overflow': true };
const OVERFLOW_KEY = '\u0000overflow';

/** Attributes as a metric keeps them. */
export type Labels = Record<string, string | number | boolean>;

/** The label sets of one metric, never more than the limit and one. */
export interface SeriesStore<T> {
  /** The series of these attributes, made on first sight. */
  at(attributes: Attributes | undefined): T;
  values(): IterableIterator<T>;
  /** Measurements that went into the overflow series. */
  overflowed(): number;
  clear(): void;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '[unreadable]';
  }
}

/** Labels are flat and short, whatever an attribute was. */
function flat(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : textOf(value);
  return text.length > MAX_VALUE_LENGTH ? text.slice(0, MAX_VALUE_LENGTH) : text;
}

function keyOf(attributes: Attributes): string {
  const names = Object.keys(attributes);
  if (names.length > 1) names.sort();
  let key = '';
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== null) key += `${name}\u0000${flat(value)}\u0001`;
  }
  return key;
}

function copy(attributes: Attributes): Labels {
  const kept: Labels = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) kept[name] = flat(value);
  }
  return kept;
}

export function createSeriesStore<T>(
  create: (labels: Labels) => T,
  limit: number = MAX_SERIES,
): SeriesStore<T> {
  const all = new Map<string, T>();
  /** Series of labels that can't change, by the object itself. */
  let byObject = new WeakMap<object, T>();
  /** Most measurements have the labels of the one before. */
  let last: { attributes: object; series: T } | undefined;
  let overflowed = 0;
  return {
    at(attributes = {}) {
      if (last !== undefined && last.attributes === attributes) return last.series;
      const same = byObject.get(attributes);
      if (same !== undefined) {
        last = { attributes, series: same };
        return same;
      }
      const key = keyOf(attributes);
      const found = all.get(key);
      if (found !== undefined) {
        if (Object.isFrozen(attributes)) byObject.set(attributes, found);
        return found;
      }
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
    clear() {
      all.clear();
      byObject = new WeakMap();
      last = undefined;
    },
  };
}

import type { Attributes } from '@opentelemetry/api';

const MAX_DEPTH = 8;

/**
 * A value as a span keeps it: strings cut to the limit, lists and objects copied, since the caller
 * may change them.
 *
 * @returns undefined if it is no value of an attribute.
 */
export function keptValue(value: unknown, limit: number, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > limit ? value.slice(0, limit) : value;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? undefined : copied(value, limit, depth);
    default:
      return undefined;
  }
}

function copied(value: object, limit: number, depth: number): unknown {
  if (depth >= MAX_DEPTH) return undefined;
  if (value instanceof Uint8Array) return value.slice(0, limit);
  if (Array.isArray(value)) return value.map((item) => keptValue(item, limit, depth + 1) ?? null);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = keptValue(item, limit, depth + 1);
    if (kept !== undefined) copy[key] = kept;
  }
  return copy;
}

/** Attributes of an event or a link. */
export function keptAttributes(
  attributes: unknown,
  countLimit: number,
  lengthLimit: number,
): { attributes: Attributes; dropped: number } {
  const kept: Attributes = {};
  let count = 0;
  let dropped = 0;
  if (typeof attributes === 'object' && attributes !== null) {
    for (const [key, value] of Object.entries(attributes)) {
      const one = key === '' ? undefined : keptValue(value, lengthLimit);
      if (one === undefined) continue;
      if (count >= countLimit) dropped++;
      else {
        kept[key] = one;
        count++;
      }
    }
  }
  return { attributes: kept, dropped };
}

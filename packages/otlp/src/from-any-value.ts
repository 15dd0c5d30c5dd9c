import { limits } from './limits.js';
import type { AnyValue, KeyValue } from './types.js';

function plain(value: AnyValue, depth: number): unknown {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) {
    const number = Number(value.intValue);
    return Number.isSafeInteger(number) ? number : String(value.intValue);
  }
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.bytesValue !== undefined) return value.bytesValue;
  if (depth >= limits.decode.depth) return '[too deep]';
  if (value.arrayValue) return value.arrayValue.values.map((item) => plain(item, depth + 1));
  if (value.kvlistValue) return record(value.kvlistValue.values, depth + 1);
  return null;
}

function record(list: readonly KeyValue[], depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { key, value } of list) {
    // Set by definition: a key of the sender must not reach the prototype.
    if (key === '__proto__') continue;
    result[key] = plain(value ?? {}, depth);
  }
  return result;
}

/**
 * An OTLP value as plain JSON data. Integers past 2^53 stay decimal strings, bytes stay base64,
 * the empty value is `null`.
 */
export function fromAnyValue(value: AnyValue): unknown {
  return plain(value, 0);
}

/** Attributes as one object. Of a repeated key the last counts; `__proto__` is left out. */
export function fromKeyValues(list: readonly KeyValue[]): Record<string, unknown> {
  return record(list, 0);
}

import { limits } from './limits.js';
import type { AnyValue, KeyValue } from './types.js';

/** What is left of the bounds while one record is walked. */
interface Walk {
  nodes: number;
  readonly seen: object[];
}

const bound = limits.value;

/** Cut without splitting a pair of surrogates; lone ones become U+FFFD. */
export function boundText(text: string, length: number): string {
  if (text.length <= length) return text.isWellFormed() ? text : text.toWellFormed();
  return `${text.slice(0, length - 1).toWellFormed()}…`;
}

function textValue(value: string): AnyValue {
  return { stringValue: boundText(value, bound.stringLength) };
}

function numeric(value: number): AnyValue {
  // -0 has no integer form.
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { intValue: value };
  return { doubleValue: value };
}

function bigint(value: bigint): AnyValue {
  return BigInt.asIntN(64, value) === value
    ? { intValue: value.toString() }
    : textValue(value.toString().slice(0, bound.stringLength));
}

/** The name of a thing that can't be told; a Proxy or a getter may throw at any touch. */
function unreadable(): AnyValue {
  return { stringValue: '[unreadable]' };
}

function errorValue(error: Error, walk: Walk, depth: number): AnyValue {
  const plain: Record<string, unknown> = {
    type: error.name,
    message: error.message,
    stack: error.stack,
  };
  if (error.cause !== undefined) plain['cause'] = error.cause;
  return { kvlistValue: { values: entries(plain, walk, depth) } };
}

function objectValue(value: object, walk: Walk, depth: number): AnyValue {
  if (walk.seen.includes(value)) return { stringValue: '[circular]' };
  if (depth >= bound.depth) return { stringValue: '[too deep]' };
  walk.seen.push(value);
  try {
    if (Array.isArray(value)) return list(value, value.length, walk, depth);
    if (value instanceof Date)
      return textValue(Number.isNaN(+value) ? 'Invalid Date' : value.toISOString());
    if (ArrayBuffer.isView(value)) return bytes(value);
    if (value instanceof Error) return errorValue(value, walk, depth);
    if (value instanceof Map) {
      return { kvlistValue: { values: pairs(value, walk, depth) } };
    }
    if (value instanceof Set) return list([...firstOf(value)], value.size, walk, depth);
    if (value instanceof URL || value instanceof RegExp) return textValue(String(value));
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return any(toJSON.call(value) as unknown, walk, depth + 1);
    return { kvlistValue: { values: entries(value, walk, depth) } };
  } finally {
    walk.seen.pop();
  }
}

function* firstOf<T>(many: Iterable<T>): Generator<T> {
  let left = bound.items;
  for (const one of many) {
    if (left-- === 0) return;
    yield one;
  }
}

function bytes(view: ArrayBufferView): AnyValue {
  const length = Math.min(view.byteLength, bound.bytes);
  return {
    bytesValue: Buffer.from(view.buffer, view.byteOffset, length).toString('base64'),
  };
}

function list(items: readonly unknown[], length: number, walk: Walk, depth: number): AnyValue {
  const values: AnyValue[] = [];
  const end = Math.min(length, bound.items);
  for (let i = 0; i < end && walk.nodes > 0; i++) values.push(any(items[i], walk, depth + 1));
  if (values.length < length) values.push({ stringValue: `[${length - values.length} more]` });
  return { arrayValue: { values } };
}

function pairs(map: ReadonlyMap<unknown, unknown>, walk: Walk, depth: number): KeyValue[] {
  const values: KeyValue[] = [];
  for (const [key, value] of map) {
    if (values.length >= bound.attributes || walk.nodes <= 0) break;
    const name =
      typeof key === 'string' ? key : typeof key === 'number' ? `${key}` : `[${typeof key}]`;
    values.push({ key: boundText(name, bound.keyLength), value: any(value, walk, depth + 1) });
  }
  return values;
}

function entries(source: object, walk: Walk, depth: number): KeyValue[] {
  const values: KeyValue[] = [];
  let keys: string[];
  try {
    keys = Object.keys(source);
  } catch {
    return values;
  }
  for (const key of keys) {
    if (values.length >= bound.attributes || walk.nodes <= 0) break;
    let value: unknown;
    try {
      value = (source as Record<string, unknown>)[key];
    } catch {
      values.push({ key: boundText(key, bound.keyLength), value: unreadable() });
      continue;
    }
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
    values.push({ key: boundText(key, bound.keyLength), value: any(value, walk, depth + 1) });
  }
  return values;
}

function any(value: unknown, walk: Walk, depth: number): AnyValue {
  walk.nodes--;
  switch (typeof value) {
    case 'string':
      return textValue(value);
    case 'number':
      return numeric(value);
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return bigint(value);
    case 'symbol':
      return textValue(String(value));
    case 'function':
      return { stringValue: '[function]' };
    case 'undefined':
      return {};
    default:
      if (value === null) return {};
      try {
        return objectValue(value as object, walk, depth);
      } catch {
        return unreadable();
      }
  }
}

/**
 * Any JavaScript value as an OTLP value. Never throws: cycles, Proxies, throwing getters and
 * `toJSON`, BigInt, lone surrogates are all told in some way, within `limits.value`.
 * `undefined` and `null` are the empty value.
 */
export function toAnyValue(value: unknown): AnyValue {
  return any(value, { nodes: bound.nodes, seen: [] }, 0);
}

/**
 * The own enumerable properties of an object as OTLP attributes; `undefined`, functions and symbols
 * are left out. Never throws; bounded by `limits.value`.
 */
export function toKeyValues(source: Record<string, unknown>): KeyValue[] {
  return entries(source, { nodes: bound.nodes, seen: [source] }, 0);
}

import { inspect, types } from 'node:util';
import { serialiseError } from './serialise-error.js';

const MAX_DEPTH = 8;
const MAX_ENTRIES = 256;
const MAX_KEY_CHARACTERS = 256;
/** One long text must not take the place of all the other fields. */
const MAX_STRING_CHARACTERS = 64 * 1024;
const MAX_RECORD_CHARACTERS = 96 * 1024;
const MAX_NODES = 4096;

/** What one record may still spend. Shared by all its values. */
export interface Budget {
  characters: number;
  nodes: number;
}

/** @param characters of text in one record. */
export function newBudget(characters: number = MAX_RECORD_CHARACTERS): Budget {
  return { characters, nodes: MAX_NODES };
}

export function boundedText(text: string, budget: Budget): string {
  const limit = Math.min(MAX_STRING_CHARACTERS, Math.max(0, budget.characters));
  if (text.length <= limit) {
    budget.characters -= text.length;
    return text;
  }
  budget.characters -= limit;
  return `${text.slice(0, limit)}… [${text.length - limit} characters cut]`;
}

function thrown(error: unknown): string {
  try {
    return `[Throws: ${(error as Error).message.slice(0, 200)}]`;
  } catch {
    return '[Throws]';
  }
}

function entriesOf(
  pairs: Iterable<[string, () => unknown]>,
  size: number,
  budget: Budget,
  seen: object[],
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  let count = 0;
  for (const [key, read] of pairs) {
    if (count++ >= MAX_ENTRIES || budget.nodes <= 0) {
      copy['…'] = `[${size - count + 1} entries cut]`;
      break;
    }
    const name = boundedText(key.slice(0, MAX_KEY_CHARACTERS), budget);
    let value: unknown;
    try {
      value = tellable(read(), budget, seen);
    } catch (error) {
      value = thrown(error);
    }
    if (value !== undefined) copy[name === '__proto__' ? 'field.__proto__' : name] = value;
  }
  return copy;
}

function listOf(
  values: Iterable<unknown>,
  size: number,
  budget: Budget,
  seen: object[],
): unknown[] {
  const copy: unknown[] = [];
  for (const value of values) {
    if (copy.length >= MAX_ENTRIES || budget.nodes <= 0) {
      copy.push(`[${size - copy.length} entries cut]`);
      break;
    }
    copy.push(tellable(value, budget, seen) ?? null);
  }
  return copy;
}

function* ownPairs(value: object): Generator<[string, () => unknown]> {
  for (const key of Object.keys(value)) {
    yield [key, () => (value as Record<string, unknown>)[key]];
  }
}

function* mapPairs(map: Map<unknown, unknown>): Generator<[string, () => unknown]> {
  for (const [key, value] of map) {
    yield [typeof key === 'string' ? key : inspect(key, { depth: 0 }), () => value];
  }
}

function objectOf(value: object, budget: Budget, seen: object[]): unknown {
  if (seen.includes(value)) return '[Circular]';
  if (seen.length >= MAX_DEPTH) return Array.isArray(value) ? '[Array]' : '[Object]';
  if (types.isNativeError(value) || value instanceof Error) {
    return tellable(serialiseError(value), budget, [...seen, value]);
  }
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
    return `[${value.constructor.name}: ${value.byteLength} bytes]`;
  }
  const inside = [...seen, value];
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') {
    const told: unknown = toJSON.call(value);
    return told === value ? '[Circular]' : tellable(told, budget, inside);
  }
  if (Array.isArray(value)) return listOf(value, value.length, budget, inside);
  if (types.isSet(value)) return listOf(value, value.size, budget, inside);
  if (types.isMap(value)) return entriesOf(mapPairs(value), value.size, budget, inside);
  if (types.isRegExp(value)) return boundedText(String(value), budget);
  return entriesOf(ownPairs(value), Object.keys(value).length, budget, inside);
}

/**
 * A plain, bounded copy of any value, fit for `JSON.stringify`. Cycles, throwing getters, Proxies,
 * `toJSON`, BigInt, symbols and huge texts are told instead of thrown on. Never throws.
 *
 * @returns `undefined` for what has no place in a line: undefined, functions.
 */
export function tellable(value: unknown, budget: Budget, seen: object[] = []): unknown {
  budget.nodes--;
  switch (typeof value) {
    case 'string':
      return boundedText(value, budget);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
    case 'symbol':
      return boundedText(String(value), budget);
    case 'object':
      if (value === null) return null;
      try {
        return objectOf(value, budget, seen);
      } catch (error) {
        return thrown(error);
      }
    default:
      return undefined;
  }
}

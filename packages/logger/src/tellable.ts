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

type Entries = Record<string, unknown>;

function addEntry(copy: Entries, key: string, value: unknown, budget: Budget): void {
  if (value === undefined) return;
  const name = key.length > MAX_KEY_CHARACTERS ? key.slice(0, MAX_KEY_CHARACTERS) : key;
  budget.characters -= name.length;
  copy[name === '__proto__' ? 'field.__proto__' : name] = value;
}

/** What to do with an entry before it is told. */
export interface EntryRules {
  name(key: string): string;
  value(key: string, value: unknown): unknown;
}

/** A bounded copy of an object's own enumerable entries. A getter that throws is told. */
export function objectEntries(
  source: object,
  budget: Budget,
  seen: object[],
  rules?: EntryRules,
): Entries {
  const copy: Entries = {};
  const keys = Object.keys(source);
  for (let index = 0; index < keys.length; index++) {
    if (index >= MAX_ENTRIES || budget.nodes <= 0) {
      copy['…'] = `[${keys.length - index} entries cut]`;
      break;
    }
    const key = keys[index] as string;
    let value: unknown;
    try {
      const raw = (source as Entries)[key];
      value = tellable(rules ? rules.value(key, raw) : raw, budget, seen);
    } catch (error) {
      value = thrown(error);
    }
    addEntry(copy, rules ? rules.name(key) : key, value, budget);
  }
  return copy;
}

function mapEntries(map: Map<unknown, unknown>, budget: Budget, seen: object[]): Entries {
  const copy: Entries = {};
  let count = 0;
  for (const [key, value] of map) {
    if (count >= MAX_ENTRIES || budget.nodes <= 0) {
      copy['…'] = `[${map.size - count} entries cut]`;
      break;
    }
    count++;
    const name = typeof key === 'string' ? key : inspect(key, { depth: 0 });
    addEntry(copy, name, tellable(value, budget, seen), budget);
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

/** An object that says itself how it wants to be written. */
function bySelf(value: object, budget: Budget, seen: object[]): { told: unknown } | undefined {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON !== 'function') return undefined;
  const told: unknown = toJSON.call(value);
  return { told: told === value ? '[Circular]' : tellable(told, budget, seen) };
}

function instanceOf(value: object, budget: Budget, seen: object[]): unknown {
  // Before toJSON: that of an HTTP client's error gives away the request's credentials.
  if (types.isNativeError(value) || value instanceof Error) {
    return tellable(serialiseError(value), budget, seen);
  }
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
    return `[${value.constructor.name}: ${value.byteLength} bytes]`;
  }
  const self = bySelf(value, budget, seen);
  if (self) return self.told;
  if (types.isSet(value)) return listOf(value, value.size, budget, seen);
  if (types.isMap(value)) return mapEntries(value, budget, seen);
  if (types.isRegExp(value)) return boundedText(String(value), budget);
  return objectEntries(value, budget, seen);
}

function objectOf(value: object, budget: Budget, seen: object[]): unknown {
  if (seen.includes(value)) return '[Circular]';
  if (seen.length >= MAX_DEPTH) return Array.isArray(value) ? '[Array]' : '[Object]';
  seen.push(value);
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) {
      const self = bySelf(value, budget, seen);
      return self ? self.told : objectEntries(value, budget, seen);
    }
    return Array.isArray(value)
      ? listOf(value, value.length, budget, seen)
      : instanceOf(value, budget, seen);
  } finally {
    seen.pop();
  }
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

import { inspect, types } from 'node:util';
import { type Budget, textJson } from './budget.js';
import { errorJson } from './error-json.js';
import { fieldKey } from './field-key.js';
import { numberJson } from './number-json.js';

const MAX_DEPTH = 8;
/** Of one object, list, Map or Set. */
export const MAX_ENTRIES = 256;
/** A longer one takes seconds to be written in decimal digits. */
const MAX_BIGINT_BITS = 4096;

/** What is told of a value that throws when it is looked at. */
export function thrownJson(error: unknown, budget: Budget): string {
  try {
    return textJson(`[Throws: ${(error as Error).message.slice(0, 200)}]`, budget);
  } catch {
    return '"[Throws]"';
  }
}

/** Told in the place of what does not fit. */
export const entriesCut = (count: number): string => `"[${count} entries cut]"`;

const full = (count: number, budget: Budget): boolean =>
  count >= MAX_ENTRIES || budget.nodes <= 0 || budget.characters <= 0;

function bigintJson(value: bigint): string {
  return BigInt.asIntN(MAX_BIGINT_BITS, value) === value
    ? `"${value}"`
    : `"[a BigInt of over ${MAX_BIGINT_BITS} bits]"`;
}

/** The entries of an object as a JSON object. */
export function entriesJson(source: Record<string, unknown>, budget: Budget): string {
  let text = '{';
  let count = 0;
  let cut = 0;
  for (const key in source) {
    if (!Object.hasOwn(source, key)) continue;
    if (cut > 0 || full(count, budget)) {
      cut++;
      continue;
    }
    count++;
    let told: string | undefined;
    try {
      told = valueJson(source[key], budget);
    } catch (error) {
      told = thrownJson(error, budget);
    }
    if (told === undefined) continue;
    const { inner } = fieldKey(key);
    budget.characters -= inner.length;
    text += text.length === 1 ? inner + told : `,${inner}${told}`;
  }
  if (cut > 0) text += `${text.length === 1 ? '' : ','}"…":${entriesCut(cut)}`;
  return `${text}}`;
}

function mapKey(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'bigint') return bigintJson(key).slice(1, -1);
  return inspect(key, { depth: -1 });
}

function mapJson(map: Map<unknown, unknown>, budget: Budget): string {
  let text = '{';
  let count = 0;
  for (const [key, value] of map) {
    const comma = count === 0 ? '' : ',';
    if (full(count, budget)) {
      text += `${comma}"…":${entriesCut(map.size - count)}`;
      break;
    }
    count++;
    const { inner } = fieldKey(mapKey(key));
    budget.characters -= inner.length;
    text += `${comma}${inner}${valueJson(value, budget) ?? 'null'}`;
  }
  return `${text}}`;
}

function setJson(set: Set<unknown>, budget: Budget): string {
  let text = '[';
  let count = 0;
  for (const value of set) {
    const comma = count === 0 ? '' : ',';
    if (full(count, budget)) {
      text += `${comma}${entriesCut(set.size - count)}`;
      break;
    }
    count++;
    text += `${comma}${valueJson(value, budget) ?? 'null'}`;
  }
  return `${text}]`;
}

function listJson(list: unknown[], budget: Budget): string {
  let text = '[';
  const { length } = list;
  for (let index = 0; index < length; index++) {
    const comma = index === 0 ? '' : ',';
    if (full(index, budget)) {
      text += `${comma}${entriesCut(length - index)}`;
      break;
    }
    text += `${comma}${valueJson(list[index], budget) ?? 'null'}`;
  }
  return `${text}]`;
}

/** An object that says itself how it wants to be written. */
function toJsonJson(value: object, toJson: () => unknown, budget: Budget): string | undefined {
  const told = toJson.call(value);
  return told === value ? '"[Circular]"' : valueJson(told, budget);
}

function instanceJson(value: object, budget: Budget): string | undefined {
  // Before toJSON: that of an HTTP client's error gives away the request's credentials.
  if (types.isNativeError(value) || value instanceof Error) {
    return errorJson(value, budget);
  }
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
    return textJson(`[${value.constructor.name}: ${value.byteLength} bytes]`, budget);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return toJsonJson(value, toJSON as () => unknown, budget);
  if (types.isSet(value)) return setJson(value, budget);
  if (types.isMap(value)) return mapJson(value, budget);
  if (types.isRegExp(value)) return textJson(String(value), budget);
  return entriesJson(value as Record<string, unknown>, budget);
}

function objectJson(value: object, budget: Budget): string | undefined {
  budget.inside ??= budget.top === undefined ? [] : [budget.top];
  const { inside } = budget;
  if (inside.includes(value)) return '"[Circular]"';
  if (inside.length >= MAX_DEPTH) return Array.isArray(value) ? '"[Array]"' : '"[Object]"';
  inside.push(value);
  try {
    if (Array.isArray(value)) return listJson(value, budget);
    if (Object.getPrototypeOf(value) !== Object.prototype) return instanceJson(value, budget);
    const { toJSON } = value as { toJSON?: unknown };
    return typeof toJSON === 'function'
      ? toJsonJson(value, toJSON as () => unknown, budget)
      : entriesJson(value as Record<string, unknown>, budget);
  } catch (error) {
    return thrownJson(error, budget);
  } finally {
    inside.pop();
  }
}

/**
 * Any value as bounded JSON text, in one pass. Cycles, throwing getters, Proxies, `toJSON`, BigInt,
 * symbols and huge texts are told instead of thrown on. Never throws.
 *
 * @returns `undefined` for what has no place in a line: undefined, functions.
 */
export function valueJson(value: unknown, budget: Budget): string | undefined {
  budget.nodes--;
  switch (typeof value) {
    case 'string':
      return textJson(value, budget);
    case 'number':
      return numberJson(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return bigintJson(value);
    case 'symbol':
      return textJson(String(value), budget);
    case 'object':
      return value === null ? 'null' : objectJson(value, budget);
    default:
      return undefined;
  }
}

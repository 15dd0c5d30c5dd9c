import { type DecodeLimits, limits } from './limits.js';
import { OtlpError } from './otlp-error.js';

/** Where the parser is and what is left of its bounds. */
export interface JsonWalk {
  nodes: number;
  depth: number;
}

/** Reads one field of the JSON mapping; throws OtlpError with the path it was given. */
export type JsonField<T> = (value: unknown, path: string, walk: JsonWalk) => T;

export function createJsonWalk(bounds: Partial<DecodeLimits> = {}): JsonWalk {
  const decode = { ...limits.decode, ...bounds };
  return { nodes: decode.nodes, depth: decode.depth * 3 + 8 };
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}

function wrong(path: string, expected: string, value: unknown): never {
  throw new OtlpError('type', path, expected, kind(value));
}

export const text: JsonField<string> = (value, path) => {
  if (typeof value !== 'string') wrong(path, 'a string', value);
  return value.isWellFormed() ? value : value.toWellFormed();
};

export const bool: JsonField<boolean> = (value, path) => {
  if (typeof value !== 'boolean') wrong(path, 'a boolean', value);
  return value;
};

/** Protobuf's JSON writes what is not finite as text. */
export const double: JsonField<number> = (value, path) => {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    return Number(value);
  }
  return wrong(path, 'a number', value);
};

function integer(min: bigint, max: bigint, name: string): JsonField<string> {
  return (value, path) => {
    if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
      const exact = BigInt(value);
      if (exact >= min && exact <= max) return exact.toString();
    } else if (typeof value === 'number' && Number.isInteger(value)) {
      const exact = BigInt(value);
      if (exact >= min && exact <= max) return exact.toString();
    }
    return wrong(path, name, value);
  };
}

export const int64: JsonField<string> = integer(
  -(2n ** 63n),
  2n ** 63n - 1n,
  'a 64-bit integer, as a string or a number',
);

export const uint64: JsonField<string> = integer(
  0n,
  2n ** 64n - 1n,
  'an unsigned 64-bit integer, as a string or a number',
);

export const uint32: JsonField<number> = (value, path) => {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >>> 0 === number) return number;
  return wrong(path, 'an unsigned 32-bit integer', value);
};

export const int32: JsonField<number> = (value, path) => {
  const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && (number | 0) === number) return number;
  return wrong(path, 'a 32-bit integer', value);
};

/** An id: hex of a fixed length in any case, or empty for none. */
export function hexId(length: number): JsonField<string | undefined> {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(path, `${length} hex digits`, value);
    if (value === '') return undefined;
    if (value.length !== length || !/^[0-9a-f]+$/i.test(value)) {
      throw new OtlpError('type', path, `${length} hex digits`, 'another text');
    }
    return value.toLowerCase();
  };
}

export const base64: JsonField<string> = (value, path) => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
    return wrong(path, 'base64', value);
  }
  return Buffer.from(value, 'base64').toString('base64');
};

/** An enum by number, or by name with its prefix. Unknown numbers are kept, as protobuf does. */
export function enumeration(
  prefix: string,
  names: Readonly<Record<string, number>>,
): JsonField<number> {
  return (value, path) => {
    if (typeof value === 'number' && (value | 0) === value) return value;
    if (typeof value === 'string' && value.startsWith(prefix)) {
      const name = value.slice(prefix.length);
      const number = Object.hasOwn(names, name) ? names[name] : undefined;
      if (number !== undefined) return number;
    }
    return wrong(path, `a number or ${prefix}…`, value);
  };
}

export function list<T>(item: JsonField<T>): JsonField<T[]> {
  return (value, path, walk) => {
    if (!Array.isArray(value)) return wrong(path, 'a list', value);
    const result: T[] = [];
    for (let i = 0; i < value.length; i++) {
      if (--walk.nodes < 0)
        throw new OtlpError('limit', path, 'fewer items', 'more than the limit');
      result.push(item(value[i], `${path}[${i}]`, walk));
    }
    return result;
  };
}

type Fields<T> = { readonly [K in keyof T]-?: JsonField<NonNullable<T[K]> | undefined> };

/**
 * A message. Only the fields of the table are read, so keys that nobody knows and keys of the
 * prototype end here; `null` means absent; proto field names are read beside the camel-case ones.
 *
 * @param absent what the fields are that the type asks for, when they are not there.
 */
export function message<T extends object>(
  fields: Fields<T>,
  absent: () => Partial<T>,
): JsonField<T> {
  const table = Object.entries(fields).map(([name, read]) => ({
    name,
    protoName: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    read: read as JsonField<unknown>,
  }));
  return (value, path, walk) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return wrong(path, 'an object', value);
    }
    if (--walk.depth < 0) throw new OtlpError('limit', path, 'less depth', 'more than the limit');
    if (--walk.nodes < 0)
      throw new OtlpError('limit', path, 'fewer objects', 'more than the limit');
    const source = value as Record<string, unknown>;
    const result = absent() as Record<string, unknown>;
    for (const { name, protoName, read } of table) {
      let found: unknown;
      if (Object.hasOwn(source, name)) found = source[name];
      else if (Object.hasOwn(source, protoName)) found = source[protoName];
      if (found === undefined || found === null) continue;
      const one = read(found, path === '' ? name : `${path}.${name}`, walk);
      if (one !== undefined) result[name] = one;
    }
    walk.depth++;
    return result as T;
  };
}

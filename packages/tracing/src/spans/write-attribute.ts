import { queryHider } from '../hide-query-values.js';
import { type SpanWriter, textSize, varintSize } from './span-writer.js';

/** `AnyValue`, by the tags of its kinds. */
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const KVLIST = 0x32;
const BYTES = 0x3a;

/** A name as it stands in each `KeyValue`, and what hides a query in its values. */
interface Key {
  field: Uint8Array;
  hide: ((value: string) => string) | undefined;
}

/** Names of attributes are few: each is written once. A caller that invents them does not fill memory. */
const MAX_KEYS = 1000;
const keys = new Map<string, Key>();

function keyOf(name: string): Key {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const text = Buffer.from(name);
  const size = varintSize(text.length);
  const field = Buffer.alloc(1 + size + text.length);
  field[0] = 0x0a;
  for (let i = 1, rest = text.length; i <= size; i++, rest >>>= 7) {
    field[i] = i < size ? (rest & 0x7f) | 0x80 : rest;
  }
  text.copy(field, 1 + size);
  const key: Key = { field, hide: queryHider(name) };
  if (keys.size < MAX_KEYS) keys.set(name, key);
  return key;
}

function framed(size: number): number {
  return 1 + varintSize(size) + size;
}

/** How many bytes the value takes as an `AnyValue`; 0 for one that is nothing. */
function valueSize(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return framed(textSize(value));
    case 'boolean':
      return 2;
    case 'number':
      return Number.isSafeInteger(value) ? 1 + intSize(value) : 9;
    case 'object':
      if (value === null) return 0;
      if (value instanceof Uint8Array) return framed(value.length);
      return framed(Array.isArray(value) ? listSize(value) : objectSize(value));
    default:
      return 0;
  }
}

function intSize(value: number): number {
  if (value < 0) return 10;
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}

function listSize(list: readonly unknown[]): number {
  let size = 0;
  for (const item of list) size += framed(valueSize(item));
  return size;
}

function objectSize(object: object): number {
  let size = 0;
  for (const [name, value] of Object.entries(object)) size += framed(entrySize(keyOf(name), value));
  return size;
}

function entrySize(key: Key, value: unknown): number {
  return key.field.length + framed(valueSize(value));
}

/** Writes the frame of a message of that size. */
function begin(w: SpanWriter, tag: number, size: number): void {
  w.byte(tag);
  w.varint(size);
}

function writeValue(w: SpanWriter, value: unknown): void {
  switch (typeof value) {
    case 'string': {
      const size = textSize(value);
      begin(w, STRING, size);
      w.text(value, size);
      break;
    }
    case 'boolean':
      w.byte(BOOL);
      w.byte(value ? 1 : 0);
      break;
    case 'number':
      if (Number.isSafeInteger(value)) {
        w.byte(INT);
        w.int64(value);
      } else {
        w.byte(DOUBLE);
        w.double(value);
      }
      break;
    case 'object':
      if (value !== null) writeComposite(w, value);
      break;
    default:
  }
}

function writeComposite(w: SpanWriter, value: object): void {
  if (value instanceof Uint8Array) {
    begin(w, BYTES, value.length);
    w.bytes(value);
  } else if (Array.isArray(value)) {
    begin(w, ARRAY, listSize(value));
    for (const item of value) {
      begin(w, 0x0a, valueSize(item));
      writeValue(w, item);
    }
  } else {
    begin(w, KVLIST, objectSize(value));
    for (const [name, item] of Object.entries(value)) writeEntry(w, 0x0a, keyOf(name), item);
  }
}

function writeEntry(w: SpanWriter, tag: number, key: Key, value: unknown): void {
  const inner = valueSize(value);
  begin(w, tag, key.field.length + framed(inner));
  w.bytes(key.field);
  begin(w, 0x12, inner);
  writeValue(w, value);
}

/** Writes a `KeyValue` as a field of that tag. A query in it loses its values. */
export function writeAttribute(w: SpanWriter, tag: number, name: string, value: unknown): void {
  const key = keyOf(name);
  if (typeof value !== 'string') {
    const size = entrySize(key, value);
    w.room(framed(size));
    writeEntry(w, tag, key, value);
    return;
  }
  // Most are texts, so these are measured once.
  const text = key.hide === undefined ? value : key.hide(value);
  const size = textSize(text);
  const inner = framed(size);
  const whole = key.field.length + framed(inner);
  w.room(framed(whole));
  begin(w, tag, whole);
  w.bytes(key.field);
  begin(w, 0x12, inner);
  begin(w, STRING, size);
  w.text(text, size);
}

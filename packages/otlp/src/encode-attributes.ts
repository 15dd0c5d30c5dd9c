import type { AnyValue, InstrumentationScope, KeyValue, Resource } from './types.js';
import type { WireWriter } from './wire-writer.js';

/** pbf hands its base class to callbacks; every writer here is a {@link WireWriter}. */
type Encode<T> = (value: T, writer: WireWriter) => void;

export function writeMessage<T>(w: WireWriter, tag: number, encode: Encode<T>, value: T): void {
  w.writeMessage(tag, encode as (value: T, writer: object) => void, value);
}

export function writeList<T>(
  w: WireWriter,
  tag: number,
  encode: Encode<T>,
  list: readonly T[] | undefined,
): void {
  if (list) for (const one of list) writeMessage(w, tag, encode, one);
}

function writeAnyValues(list: readonly AnyValue[], w: WireWriter): void {
  writeList(w, 1, writeAnyValue, list);
}

function writeKeyValues(list: readonly KeyValue[], w: WireWriter): void {
  writeList(w, 1, writeKeyValue, list);
}

export function writeAnyValue(value: AnyValue, w: WireWriter): void {
  // A member of a oneof is written even when it is empty: presence is what it says.
  if (value.stringValue !== undefined) w.writeStringField(1, value.stringValue);
  else if (value.intValue !== undefined) w.varint64(3, value.intValue);
  else if (value.boolValue !== undefined) w.writeBooleanField(2, value.boolValue);
  else if (value.doubleValue !== undefined) w.writeDoubleField(4, value.doubleValue);
  else if (value.arrayValue) writeMessage(w, 5, writeAnyValues, value.arrayValue.values);
  else if (value.kvlistValue) writeMessage(w, 6, writeKeyValues, value.kvlistValue.values);
  else if (value.bytesValue !== undefined) w.base64(7, value.bytesValue);
}

export function writeKeyValue(one: KeyValue, w: WireWriter): void {
  w.text(1, one.key);
  writeMessage(w, 2, writeAnyValue, one.value);
}

export function writeResource(resource: Resource, w: WireWriter): void {
  writeList(w, 1, writeKeyValue, resource.attributes);
  w.uint32(2, resource.droppedAttributesCount);
}

export function writeScope(scope: InstrumentationScope, w: WireWriter): void {
  w.text(1, scope.name);
  w.text(2, scope.version);
  writeList(w, 3, writeKeyValue, scope.attributes);
}

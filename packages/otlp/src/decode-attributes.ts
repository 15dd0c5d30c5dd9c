import type { AnyValue, InstrumentationScope, KeyValue, Resource } from './types.js';
import type { WireReader } from './wire-reader.js';

function readAnyValues(r: WireReader): { values: AnyValue[] } {
  const values: AnyValue[] = [];
  while (r.next()) {
    if (r.field === 1) values.push(r.message(readAnyValue));
    else r.skip();
  }
  return { values };
}

function readKeyValues(r: WireReader): { values: KeyValue[] } {
  const values: KeyValue[] = [];
  while (r.next()) {
    if (r.field === 1) values.push(r.message(readKeyValue));
    else r.skip();
  }
  return { values };
}

export function readAnyValue(r: WireReader): AnyValue {
  let value: AnyValue = {};
  while (r.next()) {
    // The last member of a oneof counts.
    if (r.field === 1) value = { stringValue: r.text() };
    else if (r.field === 2) value = { boolValue: r.bool() };
    else if (r.field === 3) value = { intValue: r.int64() };
    else if (r.field === 4) value = { doubleValue: r.double() };
    else if (r.field === 5) value = { arrayValue: r.message(readAnyValues) };
    else if (r.field === 6) value = { kvlistValue: r.message(readKeyValues) };
    else if (r.field === 7) value = { bytesValue: r.base64() };
    else r.skip();
  }
  return value;
}

export function readKeyValue(r: WireReader): KeyValue {
  let key = '';
  let value: AnyValue | undefined;
  while (r.next()) {
    if (r.field === 1) key = r.name();
    else if (r.field === 2) value = r.message(readAnyValue);
    else r.skip();
  }
  return { key, value: value ?? {} };
}

export function readResource(r: WireReader): Resource {
  const resource: Resource = { attributes: [] };
  while (r.next()) {
    if (r.field === 1) resource.attributes.push(r.message(readKeyValue));
    else if (r.field === 2) resource.droppedAttributesCount = r.uint32();
    else r.skip();
  }
  return resource;
}

export function readScope(r: WireReader): InstrumentationScope {
  const scope: InstrumentationScope = { name: '' };
  while (r.next()) {
    if (r.field === 1) scope.name = r.name();
    else if (r.field === 2) scope.version = r.name();
    else if (r.field === 3) (scope.attributes ??= []).push(r.message(readKeyValue));
    else r.skip();
  }
  return scope;
}

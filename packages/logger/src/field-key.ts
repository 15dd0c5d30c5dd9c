import { jsonString } from './json-string.js';
import { type RequestFieldName, requestFieldNames } from './request-field-names.js';
import { RESERVED } from './reserved-fields.js';

const MAX_KEY_CHARACTERS = 256;
/** Keys that come from data and not from code must not fill the memory. */
const MAX_KNOWN = 4096;

/** A key of a logged object, as it stands in a line. */
export interface FieldKey {
  /** `"key":`, at any depth. */
  inner: string;
  /** `,"key":`, or `,"field.key":` if the name is the logger's own. */
  field: string;
  /** `,"field.key":` */
  moved: string;
  isMessage: boolean;
  /** What of the request context is told under that name. */
  request: RequestFieldName | undefined;
}

const known = new Map<string, FieldKey>();

function make(key: string): FieldKey {
  const name = key.length > MAX_KEY_CHARACTERS ? key.slice(0, MAX_KEY_CHARACTERS) : key;
  const moved = `,${jsonString(`field.${name}`)}:`;
  const plain = jsonString(name);
  return {
    inner: name === '__proto__' ? moved.slice(1) : `${plain}:`,
    field: RESERVED.has(name) ? moved : `,${plain}:`,
    moved,
    isMessage: name === 'msg',
    request: requestFieldNames.get(name),
  };
}

/** How a key is written; made once for each. */
export function fieldKey(key: string): FieldKey {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make(key);
  if (known.size < MAX_KNOWN && key.length <= MAX_KEY_CHARACTERS) known.set(key, made);
  return made;
}

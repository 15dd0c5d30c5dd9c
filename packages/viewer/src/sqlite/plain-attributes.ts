import { fromKeyValues, type KeyValue } from '@sonde/otlp';

/** UTF-16 units; past it a text is cut and says so. */
const MAX_TEXT = 16_384;
const MAX_JSON = 131_072;
const MAX_SEARCHED = 8192;

/** Cuts a text at a bound and says how much is gone. */
export function cutText(text: string, max: number = MAX_TEXT): string {
  return text.length <= max ? text : `${text.slice(0, max)}… (${text.length - max} more)`;
}

function cutDeep(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value);
  if (Array.isArray(value)) return value.map(cutDeep);
  if (value === null || typeof value !== 'object') return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) result[key] = cutDeep(inner);
  return result;
}

/** OTLP attributes as one plain object whose texts are bounded. */
export function plainAttributes(list: readonly KeyValue[] | undefined): Record<string, unknown> {
  if (list === undefined || list.length === 0) return {};
  const plain = fromKeyValues(list);
  for (const key in plain) {
    const value = plain[key];
    if (typeof value === 'string') plain[key] = cutText(value);
    else if (typeof value === 'object') plain[key] = cutDeep(value);
  }
  return plain;
}

/** The JSON of attributes; of an immense set only a mark remains. */
export function attributesJson(attributes: Record<string, unknown>): string {
  const json = JSON.stringify(attributes);
  return json.length <= MAX_JSON ? json : JSON.stringify({ 'sonde.too_large': json.length });
}

/** Keys and values in a row, so that `key:value` can be asked as a phrase. */
export function searchText(attributes: Record<string, unknown>): string {
  let text = '';
  const walk = (key: string, value: unknown): void => {
    if (text.length > MAX_SEARCHED) return;
    if (value !== null && typeof value === 'object') {
      for (const [inner, next] of Object.entries(value)) {
        walk(Array.isArray(value) ? key : `${key} ${inner}`, next);
      }
      return;
    }
    text += `${key} ${String(value)}\n`;
  };
  for (const key in attributes) walk(key, attributes[key]);
  return text.length > MAX_SEARCHED ? text.slice(0, MAX_SEARCHED) : text;
}

/** A text attribute, or nothing. */
export function textOf(attributes: Record<string, unknown>, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** A numeric attribute, or nothing. */
export function numberOf(
  attributes: Record<string, unknown>,
  ...keys: string[]
): number | undefined {
  for (const key of keys) {
    const value = attributes[key];
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return undefined;
}

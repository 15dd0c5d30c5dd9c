import { toFrame } from './parse-location.js';
import type { Frame } from './types.js';

const MAX_EVAL_DEPTH = 10;

/** A line of V8, Hermes, old Edge and Internet Explorer: `at name (location)` or `at location`. */
export function parseAtLine(line: string): Frame | undefined {
  let body = line.slice(3).trim();
  if (body.startsWith('async ')) body = body.slice(6);
  if (body === '') return undefined;
  if (!body.endsWith(')')) {
    return looksLikeLocation(body) ? toFrame(undefined, realLocation(body)) : undefined;
  }
  const open = body.indexOf(' (');
  if (open === -1) {
    return body.startsWith('(') ? toFrame(undefined, realLocation(body.slice(1, -1))) : undefined;
  }
  const location = body.slice(open + 2, -1);
  const name = body.slice(0, open);
  // `Promise.all (index 0)` names no place.
  if (/^index \d+$/.test(location)) return { function: name, file: '<anonymous>', inApp: false };
  return toFrame(name, realLocation(location));
}

/** The place in a file that an eval stands in, however deeply nested. */
function realLocation(location: string): string {
  let place = location;
  if (place.startsWith('address at ')) place = place.slice('address at '.length);
  for (let depth = 0; depth < MAX_EVAL_DEPTH && place.startsWith('eval at '); depth++) {
    const open = place.indexOf(' (');
    if (open === -1) return '<anonymous>';
    place = place.slice(open + 2);
    if (!place.startsWith('eval at ')) {
      const close = /:\d{1,9}\)/.exec(place);
      const end = close ? close.index + close[0].length - 1 : place.indexOf(')');
      place = end === -1 ? place : place.slice(0, end);
    }
  }
  return place.startsWith('eval at ') ? '<anonymous>' : place;
}

function looksLikeLocation(text: string): boolean {
  if (/:\d{1,9}$/.test(text)) return !/^\S+ \S/.test(text) || /[/\\]/.test(text);
  return text === '<anonymous>' || text === 'native' || /wasm-function\[\d+\]/.test(text);
}

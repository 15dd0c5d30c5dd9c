import { ALNUM, BASE64, classOf, SIGN, skipSet } from './characters.js';

const HEAD = 120;

/**
 * The end of `data:…;base64,…` around its colon, or -1. Its body is passed over: chance finds the
 * letters of any token in it.
 */
export function dataUrlEnd(text: string, colon: number): number {
  if (!text.startsWith('data', colon - 4) || (classOf(text.charCodeAt(colon - 5)) & ALNUM) !== 0)
    return -1;
  const head = text.slice(colon, colon + HEAD);
  const mark = head.indexOf(';base64,');
  if (mark === -1 || /[\s"'<>]/.test(head.slice(0, mark))) return -1;
  return skipSet(text, colon + mark + 8, ALNUM | BASE64 | SIGN);
}

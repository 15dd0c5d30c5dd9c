import { isSpace } from './characters.js';

const ATTRIBUTE =
  /^;\s?(?:httponly|samesite=|path=\/|max-age=\d|expires=\w{3},|partitioned|secure(?:;|\s|$))/i;
const MAX_COOKIE = 4096;

/** `sid=…; HttpOnly`: the value before the attribute is a cookie's, whatever its name. */
export function matchCookie(
  text: string,
  semicolon: number,
  floor: number,
): { start: number; end: number } | undefined {
  if (!ATTRIBUTE.test(text.slice(semicolon, semicolon + 20))) return undefined;
  let start = semicolon;
  let equals = -1;
  while (start > floor && semicolon - start < MAX_COOKIE) {
    const code = text.charCodeAt(start - 1);
    if (isSpace(code) || code === 59 || code === 44 || code === 34 || code === 39) break;
    start--;
    if (code === 61) equals = start;
  }
  if (equals === -1 || equals + 1 >= semicolon) return undefined;
  if (ATTRIBUTE.test(`;${text.slice(start, start + 20)}`)) return undefined;
  return { start: equals + 1, end: semicolon };
}

import { ALNUM, classOf, DOT, SLUG } from './characters.js';

const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** An e-mail address around the `@` at `at`. */
export function matchEmail(
  text: string,
  at: number,
  floor: number,
): { start: number; end: number } | undefined {
  let start = at;
  while (start > floor && at - start < MAX_LOCAL && isLocal(text.charCodeAt(start - 1))) start--;
  while (start < at && (classOf(text.charCodeAt(start)) & ALNUM) === 0) start++;
  if (start === at) return undefined;
  let end = at + 1;
  while (end - at < MAX_DOMAIN && (classOf(text.charCodeAt(end)) & (SLUG | DOT)) !== 0) end++;
  while (end > at && (classOf(text.charCodeAt(end - 1)) & ALNUM) === 0) end--;
  const domain = text.slice(at + 1, end);
  return /\.[A-Za-z][A-Za-z0-9-]{1,}$/.test(domain) ? { start, end } : undefined;
}

function isLocal(code: number): boolean {
  return (classOf(code) & (SLUG | DOT)) !== 0 || code === 43 || code > 127;
}

import { laneLimits } from './lane-limits.js';

const MARK = '…[truncated]';
const QUOTE = 34;
const BACKSLASH = 92;

/** Index after the closing quote of the string that opens at `start`; -1 if it never closes. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return -1;
}

/** The first units of a string literal, closed; an escape or a pair of surrogates is not cut. */
function cutLiteral(text: string, start: number, length: number): string {
  let end = start + length;
  let slash = end;
  while (text.charCodeAt(slash - 1) === BACKSLASH) slash--;
  if ((end - slash) % 2 === 1) end--;
  const escape = text.lastIndexOf('\\u', end);
  // `\u` and four digits; with an even number of backslashes before the u it is no escape at all,
  // and cutting a little earlier does no harm.
  if (escape > start && escape + 6 > end) end = escape;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  while (text.charCodeAt(end - 1) === BACKSLASH) end--;
  return `${text.slice(start, end)}${MARK}"`;
}

/** Every string value longer than the bound shortened; the structure stays. */
function shortenStrings(text: string, bound: number): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const end = stringEnd(text, at);
    if (end === -1) return undefined;
    if (end - at > bound + MARK.length && text.charCodeAt(end) !== 58) {
      parts.push(text.slice(from, at), cutLiteral(text, at, bound));
      from = end;
    }
    at = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** The members of the outermost object that fit, with `truncated` set. */
function cutMembers(text: string, bytes: number): string | undefined {
  let depth = 0;
  let lastComma = -1;
  for (let at = 0; at < Math.min(text.length, bytes); at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (end === -1) break;
      at = end - 1;
    } else if (code === 123 || code === 91) depth++;
    else if (code === 125 || code === 93) depth--;
    else if (code === 44 && depth === 1) {
      if (Buffer.byteLength(text.slice(Math.max(lastComma, 0), at)) > bytes) break;
      lastComma = at;
    }
  }
  for (; lastComma > 0; lastComma = text.lastIndexOf(',', lastComma - 1)) {
    const kept = `${text.slice(0, lastComma)},"truncated":true}`;
    if (Buffer.byteLength(kept) <= bytes) return isObject(kept) ? kept : undefined;
  }
  return undefined;
}

function isObject(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A JSON object's text within the record cap: long strings are shortened with a mark; of a log
 * line that is still too large, the first members stay and `truncated` says so.
 *
 * @param members whether members may be left out. Not so for OTLP, where each one has its meaning.
 * @returns undefined if it can't be made to fit.
 */
export function truncateJson(text: string, members: boolean): string | undefined {
  const cap = laneLimits.recordBytes;
  // What is larger still would cost the caller more time than it is worth.
  if (text.length > 64 * cap) return undefined;
  for (const bound of [laneLimits.stringBytes, laneLimits.stringBytes >> 3]) {
    const shorter = shortenStrings(text, bound);
    if (shorter === undefined) return undefined;
    if (Buffer.byteLength(shorter) <= cap) return shorter;
    if (bound !== laneLimits.stringBytes && members) return cutMembers(shorter, cap);
  }
  return undefined;
}

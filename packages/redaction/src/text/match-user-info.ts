import { isSpace } from './characters.js';

export interface UserInfo {
  start: number;
  end: number;
}

const MAX_LENGTH = 4096;

/**
 * What stands before the `@` of an address, given where its authority begins. A password may hold
 * any of `/ ? # @` unescaped where there is one; `git@` alone is no secret.
 */
export function matchUserInfo(
  text: string,
  start: number,
  dead: Map<object, number>,
): UserInfo | undefined {
  // An earlier search came past here and met no @.
  if (start < (dead.get(matchUserInfo) ?? 0)) return undefined;
  let at = -1;
  let colon = false;
  let past = false;
  const limit = Math.min(text.length, start + MAX_LENGTH);
  let i = start;
  for (; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (isSpace(code) || code === 34 || code === 60 || code === 62 || code === 96 || code === 92)
      break;
    if (code === 64) {
      at = i;
      if (past) break;
    } else if (code === 58) colon ||= !past && !isPort(text, i + 1);
    else if (code === 47 || code === 63 || code === 35) {
      if (at !== -1 || !colon) break;
      past = true;
    }
    // The next address of a list.
    if (code === 44 && at !== -1) break;
  }
  if (at === -1) dead.set(matchUserInfo, i);
  if (at <= start) return undefined;
  if (!colon && /^(?:git|hg|svn|anonymous)$/.test(text.slice(start, Math.min(at, start + 12))))
    return undefined;
  return { start, end: at };
}

/** Digits and then the end of the authority. */
function isPort(text: string, from: number): boolean {
  let i = from;
  while (i - from < 6 && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
  if (i === from) return false;
  const code = text.charCodeAt(i);
  return (
    i >= text.length ||
    code === 47 ||
    code === 63 ||
    code === 35 ||
    code === 44 ||
    isSpace(code) ||
    code === 34 ||
    code === 39 ||
    code === 41
  );
}

import { type KeyRules, normaliseKey } from '../key-rules.js';
import { ALNUM, BASE64, classOf, DIGIT, isSpace, LETTER, SIGN, skipSet } from './characters.js';
import { keyBefore } from './find-key.js';
import { valueAfter } from './find-value.js';
import { matchCard } from './match-card.js';
import { matchEmail } from './match-email.js';
import { matchPrivateKey } from './match-private-key.js';
import { beginsToken, type DeadEnds, looksRandom, matchToken } from './match-token.js';
import { matchUserInfo } from './match-user-info.js';

export interface TextRules {
  isSecretKey: KeyRules;
  email: boolean;
  censor: string;
  /** Told the rule of each finding. */
  found: (rule: string) => void;
}

/** Keys of query strings that are secret there only, and the fewest characters of such a value. */
const QUERY_KEYS: ReadonlyMap<string, number> = new Map([
  ['sig', 8],
  ['signature', 8],
  ['code', 10],
  ['key', 12],
  ['session', 10],
  ['ticket', 10],
  ['assertion', 10],
  ['samlrequest', 10],
  ['hash', 60],
]);

/** Said in prose as well: `auth: user left` holds no secret. */
const WEAK_KEYS: ReadonlySet<string> = new Set([
  'auth',
  'authentication',
  'pass',
  'bearer',
  'credentials',
  'creds',
  'cookies',
  'secrets',
]);

const COOKIE_ATTRIBUTE =
  /^;\s?(?:httponly|samesite=|path=\/|max-age=\d|expires=\w{3},|partitioned|secure(?:;|\s|$))/i;
const MAX_COOKIE = 4096;
const DATA_URL_HEAD = 120;

/**
 * A text without its secrets, in one pass from left to right. No rule looks back over what another
 * has taken, and none looks ahead twice over the same characters, so time grows with length only.
 */
export function redactText(text: string, rules: TextRules): string {
  const { isSecretKey, censor, found } = rules;
  let out = '';
  /** All before it is in `out`. */
  let taken = 0;
  let i = 0;
  /** Up to where a `value` after a `name` with a secret's name is secret. */
  let pairUntil = -1;
  const dead: DeadEnds = new Map();

  const take = (rule: string, start: number, end: number, quote = ''): void => {
    if (text.slice(start, end) !== censor) {
      found(rule);
      out += text.slice(taken, start) + quote + censor + quote;
      taken = end;
    }
    i = Math.max(i, end);
  };

  while (i < text.length) {
    const code = text.charCodeAt(i);
    const kind = classOf(code);
    if ((kind & ALNUM) !== 0) {
      const token = beginsToken(code, text.charCodeAt(i + 1))
        ? matchToken(text, i, dead)
        : undefined;
      if (token) {
        take(token.rule, token.start, token.end);
        continue;
      }
      if ((kind & DIGIT) !== 0 && (classOf(text.charCodeAt(i + 3)) & DIGIT) !== 0) {
        const end = matchCard(text, i);
        if (end !== -1) {
          take('card', i, end);
          continue;
        }
      }
      i++;
      while (i < text.length && (classOf(text.charCodeAt(i)) & ALNUM) !== 0) i++;
      continue;
    }
    switch (code) {
      case 58: // :
        if (text.charCodeAt(i + 1) === 47 && text.charCodeAt(i + 2) === 47) {
          const info = matchUserInfo(text, i + 3);
          i += 3;
          if (info) take('userinfo', info.start, info.end);
          break;
        }
        if (isDataUrl(i)) break;
        atSeparator(i, 1, false);
        break;
      case 61: // =
        atSeparator(i, 1, true);
        break;
      case 37: // %
        atEncoded();
        break;
      case 62: // >
        atTag();
        break;
      case 59: // ;
        atCookieAttribute();
        break;
      case 45: // -
        atDash();
        break;
      case 64: // @
        if (rules.email) {
          const email = matchEmail(text, i, taken);
          if (email) {
            take('email', email.start, email.end);
            break;
          }
        }
        i++;
        break;
      default:
        i++;
    }
  }
  return taken === 0 ? text : out + text.slice(taken);

  function atSeparator(at: number, length: number, equals: boolean): void {
    i = at + length;
    const key = keyBefore(text, at, taken);
    if (!key) return;
    const name = normaliseKey(key.name);
    const rule = ruleOf(key.name, name, key.start, at, equals);
    if (rule === undefined) {
      notePair(name, at + length, key.start);
      return;
    }
    let from = at + length;
    if (equals) while (text[from] === '=' || text[from] === '>') from++;
    const value = valueAfter(text, from, name, key.start);
    if (!value) return;
    if (
      WEAK_KEYS.has(name) &&
      key.quote === '' &&
      isSpace(text.charCodeAt(from)) &&
      !looksRandom(text, value.start, value.end)
    )
      return;
    // What stood without quotes in a JSON text (a number, an object) must leave JSON behind.
    const quote = key.quote !== '' && value.quote === '' ? key.quote : '';
    take(rule, value.start, value.end, quote);
  }

  function ruleOf(
    raw: string,
    name: string,
    start: number,
    at: number,
    equals: boolean,
  ): string | undefined {
    if (isSecretKey(raw)) return 'key';
    if (
      at <= pairUntil &&
      (name === 'value' || name === 'stringvalue' || name === 'val' || name === 'v')
    )
      return name === 'value' && /^\s*[{[]/.test(text.slice(at + 1, at + 6)) ? undefined : 'key';
    const least = equals ? QUERY_KEYS.get(name) : undefined;
    if (least === undefined || !/[?&;]/.test(text.charAt(start - 1))) return undefined;
    return skipSet(text, at + 1, ALNUM | BASE64 | SIGN | 8 | 16 | 32) - at - 1 >= least
      ? 'key'
      : undefined;
  }

  /** `"name":"password","value":"…"`, and a field of a multipart form. */
  function notePair(name: string, from: number, keyStart: number): void {
    if (name !== 'name' && name !== 'key' && name !== 'header' && name !== 'k') return;
    const value = valueAfter(text, from, name, keyStart);
    if (!value || value.end - value.start > 80 || !isSecretKey(text.slice(value.start, value.end)))
      return;
    pairUntil = value.end + 48;
    const form = /^"[^\n]{0,80}\r?\n(?:[^\n]{1,200}\n){0,3}\r?\n/.exec(
      text.slice(value.end, value.end + 700),
    );
    if (!form) return;
    const start = value.end + form[0].length;
    const close = text.indexOf('\n--', start);
    const end = close === -1 ? text.length : text[close - 1] === '\r' ? close - 1 : close;
    if (end > start) take('key', start, end);
  }

  function atEncoded(): void {
    const hex = text.slice(i + 1, i + 3).toUpperCase();
    if (hex === '3D') atSeparator(i, 3, true);
    else if (hex !== '3A') i += 1;
    else if (/^%2F%2F/i.test(text.slice(i + 3, i + 9))) {
      const start = i + 9;
      i = start;
      const at =
        /^[^%/?#&\s"'<>]{0,200}(?:%(?!2F|3F|23|40|26|22)[0-9A-F]{2}[^%/?#&\s"'<>]{0,200}){0,20}%40/i.exec(
          text.slice(start, start + 600),
        );
      if (at) take('userinfo', start, start + at[0].length - 3);
    } else atSeparator(i, 3, false);
  }

  /** `<password>…</password>` */
  function atTag(): void {
    const at = i++;
    const key = keyBefore(text, at, taken);
    if (!key || !/[<:]/.test(text.charAt(key.start - 1)) || !isSecretKey(key.name)) return;
    const close = text.indexOf('<', at);
    const end = close === -1 ? text.length : close;
    if (end > at + 1) take('key', at + 1, end);
  }

  /** `sid=…; HttpOnly`: the pair before the attribute is a cookie, whatever its name. */
  function atCookieAttribute(): void {
    const at = i++;
    if (!COOKIE_ATTRIBUTE.test(text.slice(at, at + 20))) return;
    let start = at;
    let equals = -1;
    while (start > taken && at - start < MAX_COOKIE) {
      const code = text.charCodeAt(start - 1);
      if (isSpace(code) || code === 59 || code === 44 || code === 34 || code === 39) break;
      start--;
      if (code === 61) equals = start;
    }
    if (
      equals === -1 ||
      equals + 1 >= at ||
      COOKIE_ATTRIBUTE.test(`;${text.slice(start, start + 20)}`)
    )
      return;
    take('cookie', equals + 1, at);
  }

  /** A private key, or `--password hunter2`. */
  function atDash(): void {
    const at = i++;
    if (text.charCodeAt(at + 1) !== 45) return;
    const keyEnd = matchPrivateKey(text, at);
    if (keyEnd !== -1) {
      take('private_key', at, keyEnd);
      return;
    }
    if ((classOf(text.charCodeAt(at + 2)) & LETTER) === 0) return;
    const end = skipSet(text, at + 2, ALNUM | 8 | 16);
    i = at + 2;
    if (text.charCodeAt(end) !== 32 || end - at > 60 || !isSecretKey(text.slice(at + 2, end)))
      return;
    const value = valueAfter(text, end, '', at);
    if (value && text[value.start] !== '-') take('key', value.start, value.end);
  }

  /** Passes over the body of `data:…;base64,…`: chance finds letters of any token in it. */
  function isDataUrl(at: number): boolean {
    if (!text.startsWith('data', at - 4)) return false;
    const head = text.slice(at, at + DATA_URL_HEAD);
    const mark = head.indexOf(';base64,');
    if (mark === -1 || /[\s"'<>]/.test(head.slice(0, mark))) return false;
    i = skipSet(text, at + mark + 8, ALNUM | BASE64 | SIGN);
    return true;
  }
}

import type { Replacement } from '../create-replacement.js';
import type { KeyRules } from '../keys/key-rules.js';
import { normaliseKey } from '../keys/normalise-key.js';
import {
  ALNUM,
  BASE64,
  classOf,
  DASH,
  DIGIT,
  DOT,
  isSpace,
  LETTER,
  SIGN,
  SLUG,
  skipSet,
  UNDERSCORE,
} from './characters.js';
import { dataUrlEnd } from './data-url-end.js';
import { type FoundKey, keyBefore } from './find-key.js';
import { valueAfter } from './find-value.js';
import { matchAzureSecret } from './match-azure-secret.js';
import { matchBotToken } from './match-bot-token.js';
import { matchCard } from './match-card.js';
import { matchCookie } from './match-cookie.js';
import { matchEmail } from './match-email.js';
import { matchPrivateKey } from './match-private-key.js';
import { beginsToken, type DeadEnds, looksRandom, matchToken } from './match-token.js';
import { matchUserInfo } from './match-user-info.js';
import { nextTrigger } from './next-trigger.js';

export interface TextRules {
  isSecretKey: KeyRules;
  email: boolean;
  replacement: Pick<Replacement, 'text' | 'isDone'>;
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

const QUERY_VALUE = ALNUM | BASE64 | SIGN | UNDERSCORE | DASH | DOT;
const PAIR_NAME = /^(?:name|key|header|k)$/i;
const PAIR_VALUE = /^(?:value|stringValue|val|v)$/i;
const MAX_OPTION = 60;
const MAX_PAIR = 120;
const DASH_SIGN = 45;
const AT_SIGN = 64;

/**
 * A text without its secrets, in one pass from left to right. No rule looks back over what another
 * has taken, and none looks ahead twice over the same characters, so time grows with length only.
 */
export function redactText(text: string, rules: TextRules): string {
  const from = firstQuestion(text, rules.email);
  return from === text.length ? text : redactFrom(from, text, rules);
}

/**
 * The first position that the rules have to be asked for; the text's length if there is none. Most texts are
 * over here, and take no memory.
 */
function firstQuestion(text: string, email: boolean): number {
  let i = nextTrigger(text, 0);
  for (; i < text.length; i = nextTrigger(text, i)) {
    const code = text.charCodeAt(i);
    const kind = classOf(code);
    if ((kind & ALNUM) !== 0) {
      if (beginsToken(text, i) || ((kind & DIGIT) !== 0 && matchCard(text, i) !== -1)) return i;
      i = skipSet(text, i, ALNUM);
    } else if (code === DASH_SIGN && text.charCodeAt(i + 1) !== DASH_SIGN) i++;
    else if (code === AT_SIGN && !email) i++;
    else return i;
  }
  return i;
}

function redactFrom(begin: number, text: string, rules: TextRules): string {
  const { isSecretKey, replacement, found } = rules;
  let out = '';
  /** All before it is in `out`. */
  let taken = 0;
  let i = begin;
  /** Up to where a `value` after a `name` with a secret's name is secret. */
  let pairUntil = -1;
  const dead: DeadEnds = new Map();

  const take = (rule: string, start: number, end: number, quote = ''): void => {
    const secret = text.slice(start, end);
    if (!replacement.isDone(secret)) {
      found(rule);
      out += text.slice(taken, start) + quote + replacement.text(rule, secret) + quote;
      taken = end;
    }
    i = Math.max(i, end);
  };

  for (; i < text.length; i = nextTrigger(text, i)) {
    const code = text.charCodeAt(i);
    const kind = classOf(code);
    if ((kind & ALNUM) !== 0) {
      atWord(kind);
      continue;
    }
    switch (code) {
      case 58: // :
        if (text.charCodeAt(i + 1) === 47 && text.charCodeAt(i + 2) === 47) {
          const info = matchUserInfo(text, i + 3, dead);
          i += 3;
          if (info) take('userinfo', info.start, info.end);
          break;
        }
        if (passDataUrl(i) || takeBotToken(i)) break;
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
      case 126: // ~
        atTilde();
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

  function atWord(kind: number): void {
    const token = beginsToken(text, i) ? matchToken(text, i, dead) : undefined;
    if (token) {
      take(token.rule, token.start, token.end);
      return;
    }
    const end = (kind & DIGIT) !== 0 ? matchCard(text, i) : -1;
    if (end === -1) i = skipSet(text, i, ALNUM);
    else take('card', i, end);
  }

  function atSeparator(at: number, length: number, equals: boolean): void {
    i = at + length;
    const key = keyBefore(text, at, taken);
    if (!key) return;
    if (!isSecretHere(key, at, equals)) {
      notePair(key.name, at + length, key.start);
      return;
    }
    const name = normaliseKey(key.name);
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
    take('key', value.start, value.end, quote);
  }

  function isSecretHere(key: FoundKey, at: number, equals: boolean): boolean {
    if (isSecretKey(key.name)) return true;
    if (at <= pairUntil && PAIR_VALUE.test(key.name)) {
      return key.name !== 'value' || !/^\s*[{[]/.test(text.slice(at + 1, at + 6));
    }
    const before = text.charCodeAt(key.start - 1);
    // ? & ;
    if (!equals || (before !== 63 && before !== 38 && before !== 59)) return false;
    const least = QUERY_KEYS.get(normaliseKey(key.name));
    return least !== undefined && skipSet(text, at + 1, QUERY_VALUE) - at - 1 >= least;
  }

  /** `"name":"password","value":"…"`, and a field of a multipart form. */
  function notePair(name: string, from: number, keyStart: number): void {
    if (name.length > 6 || !PAIR_NAME.test(name)) return;
    // No more is looked at than a key may be long: an open bracket would be sought to the text's end.
    const floor = Math.max(0, keyStart - 1);
    const head = text.slice(floor, from + MAX_PAIR);
    const near = valueAfter(head, from - floor, name, keyStart - floor);
    if (!near || near.end - near.start > 80 || !isSecretKey(head.slice(near.start, near.end)))
      return;
    const value = { start: near.start + floor, end: near.end + floor };
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

  function atCookieAttribute(): void {
    const cookie = matchCookie(text, i++, taken);
    if (cookie) take('cookie', cookie.start, cookie.end);
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
    let end = at + 2;
    while (end - at < MAX_OPTION && (classOf(text.charCodeAt(end)) & SLUG) !== 0) end++;
    i = at + 2;
    if (text.charCodeAt(end) !== 32 || !isSecretKey(text.slice(at + 2, end))) return;
    const value = valueAfter(text, end, '', at);
    if (value && text[value.start] !== '-') take('key', value.start, value.end);
  }

  function takeBotToken(at: number): boolean {
    const token = matchBotToken(text, at, taken);
    if (token) take('telegram', token.start, token.end);
    return token !== undefined;
  }

  function atTilde(): void {
    const secret = matchAzureSecret(text, i++, taken);
    if (secret) take('azure', secret.start, secret.end);
  }

  function passDataUrl(at: number): boolean {
    const end = dataUrlEnd(text, at);
    if (end !== -1) i = end;
    return end !== -1;
  }
}

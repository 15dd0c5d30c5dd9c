import {
  ALNUM,
  BASE64,
  classOf,
  DIGIT,
  DOT,
  LOWER,
  SIGN,
  SLUG,
  skipSet,
  UPPER,
} from './characters.js';
import { IBAN_COUNTRIES, matchIban } from './match-iban.js';
import { matchSaid, SAID_STARTS } from './match-said.js';
import { TOKEN_RULES, type TokenRule } from './token-rules.js';

export interface TokenMatch {
  rule: string;
  /** Where the secret begins: after the scheme of an authorization, else at the word. */
  start: number;
  end: number;
}

/** Matches at a position that a word begins at. -1: no. */
type Matcher = (text: string, start: number, dead: DeadEnds) => TokenMatch | undefined;

/**
 * Up to where a rule is known to fail. A rule that looked far ahead in vain would find nothing from
 * any position in between either; without this the search would not be linear.
 */
export type DeadEnds = Map<object, number>;

const SCHEME_MIN = 6;
/** `user:password` in printable Latin-1. */
const PAIR = /^[\x20-\x7e\u00a0-\u00ff]*:[\x20-\x7e\u00a0-\u00ff]*$/;

/** Matchers by the first two characters of a word. */
const MATCHERS = new Map<number, Matcher[]>();
/** By the first two characters: the row of {@link THIRDS}, 0 for none. */
const PAIRS = new Uint16Array(128 * 128);
/** There are 286. */
const MAX_PAIRS = 512;
/** A row for each pair: which third characters go on to a matcher. Most words of prose end here. */
const THIRDS = new Uint8Array(MAX_PAIRS * 128);

/** What {@link beginsTokenIn} looks at. */
export const tokenBeginnings: { pairs: Uint16Array; thirds: Uint8Array } = {
  pairs: PAIRS,
  thirds: THIRDS,
};

for (const rule of TOKEN_RULES) add(rule.prefix, prefixMatcher(rule));
add('eyJ', matchJwt);
for (const scheme of ['Bearer', 'bearer', 'BEARER']) add(scheme, matchBearer);
for (const scheme of ['Basic', 'basic', 'BASIC']) add(scheme, matchBasic);
for (const start of SAID_STARTS) add(start, matchSaidHere);
for (const country of IBAN_COUNTRIES) add(country, matchIbanHere, '0123456789');

/** @param thirds what may come third, where the prefix does not say it; none: any character. */
function add(prefix: string, matcher: Matcher, thirds: string = prefix.slice(2, 3)): void {
  const pair = (prefix.charCodeAt(0) << 7) | prefix.charCodeAt(1);
  let list = MATCHERS.get(pair);
  if (!list) {
    MATCHERS.set(pair, (list = []));
    if (MATCHERS.size >= MAX_PAIRS) throw new RangeError('too many beginnings of tokens');
    PAIRS[pair] = MATCHERS.size;
  }
  if (!list.includes(matcher)) list.push(matcher);
  const row = (PAIRS[pair] as number) << 7;
  if (thirds === '') THIRDS.fill(1, row, row + 128);
  for (let i = 0; i < thirds.length; i++) THIRDS[row + thirds.charCodeAt(i)] = 1;
}

/** Whether a word that begins with these three characters may be a token: true for few. */
export function beginsToken(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  const second = text.charCodeAt(start + 1);
  if (!(first < 128 && second < 128)) return false;
  const row = PAIRS[(first << 7) | second] as number;
  if (row === 0) return false;
  const third = text.charCodeAt(start + 2);
  return third < 128 && THIRDS[(row << 7) | third] === 1;
}

/** The same for UTF-8; what stands behind the end of a text may make it say yes. */
export function beginsTokenIn(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start] as number;
  const second = bytes[start + 1] as number;
  // Behind the last byte of all stands nothing, not even a number.
  if (!(first < 128 && second < 128)) return false;
  const row = PAIRS[(first << 7) | second] as number;
  if (row === 0) return false;
  const third = bytes[start + 2] as number;
  return third < 128 && THIRDS[(row << 7) | third] === 1;
}

/** A token of a known form that begins at this word, where {@link beginsToken} says it may. */
export function matchToken(text: string, start: number, dead: DeadEnds): TokenMatch | undefined {
  const pair = (text.charCodeAt(start) << 7) | text.charCodeAt(start + 1);
  for (const matcher of MATCHERS.get(pair) ?? []) {
    const match = matcher(text, start, dead);
    if (match) return match;
  }
  return undefined;
}

function prefixMatcher(rule: TokenRule): Matcher {
  const { prefix, set, min, max, plain } = rule;
  return (text, start, dead) => {
    if (!text.startsWith(prefix, start) || start < (dead.get(rule) ?? 0)) return undefined;
    const body = start + prefix.length;
    const end = skipSet(text, body, set);
    const length = end - body;
    if (length < min) return undefined;
    if ((max !== undefined && length > max) || !(plain || looksRandom(text, body, end))) {
      dead.set(rule, end);
      return undefined;
    }
    return { rule: rule.rule, start, end: wordEnd(text, trimDots(text, end)) };
  };
}

function matchJwt(text: string, start: number, dead: DeadEnds): TokenMatch | undefined {
  if (!text.startsWith('eyJ', start) || start < (dead.get(matchJwt) ?? 0)) return undefined;
  const header = skipSet(text, start, SLUG);
  if (header - start < 10 || text[header] !== '.') {
    dead.set(matchJwt, header);
    return undefined;
  }
  // JWE leaves its second part empty in direct encryption; a JWS may lack the payload.
  const end = skipSet(text, header, SLUG | DOT);
  if (end - header < 8) return undefined;
  return { rule: 'jwt', start, end: trimDots(text, end) };
}

function matchBearer(text: string, start: number): TokenMatch | undefined {
  const body = afterScheme(text, start, 6);
  if (body === -1) return undefined;
  const end = skipSet(text, body, SLUG | DOT | SIGN | BASE64);
  if (end - body < SCHEME_MIN || !(looksRandom(text, body, end) || end - body >= 20))
    return undefined;
  return { rule: 'bearer', start: body, end: trimDots(text, end) };
}

function matchBasic(text: string, start: number): TokenMatch | undefined {
  const body = afterScheme(text, start, 5);
  if (body === -1) return undefined;
  let end = skipSet(text, body, ALNUM | BASE64);
  while (text.charCodeAt(end) === 61) end++;
  while (text.startsWith('%3D', end)) end += 3;
  if (end - body < SCHEME_MIN) return undefined;
  return decodesToPair(text.slice(body, Math.min(end, body + 400)))
    ? { rule: 'basic', start: body, end }
    : undefined;
}

function matchSaidHere(text: string, start: number): TokenMatch | undefined {
  const said = matchSaid(text, start);
  return said && { rule: 'said', ...said };
}

function matchIbanHere(text: string, start: number): TokenMatch | undefined {
  const end = matchIban(text, start);
  return end === -1 ? undefined : { rule: 'iban', start, end };
}

/** Past the spaces after a scheme of `length` letters, or -1. */
function afterScheme(text: string, start: number, length: number): number {
  const word = text.slice(start, start + length).toLowerCase();
  if (word !== 'bearer' && word !== 'basic') return -1;
  let at = start + length;
  if (text[at] === ':') at++;
  const from = at;
  while (at - from < 4 && text.charCodeAt(at) === 32) at++;
  if (at === from) {
    if (text.startsWith('%20', at)) return at + 3;
    return text[at] === '+' ? at + 1 : -1;
  }
  return at;
}

function decodesToPair(base64: string): boolean {
  const body = base64.replace(/(?:=|%3D)+$/i, '');
  try {
    return PAIR.test(atob(body.length % 4 === 1 ? body.slice(0, -1) : body));
  } catch {
    return false;
  }
}

/** A digit, or both cases: no word of a language and no name of a constant. */
export function looksRandom(text: string, start: number, end: number): boolean {
  let seen = 0;
  for (let i = start; i < end; i++) {
    seen |= classOf(text.charCodeAt(i));
    if ((seen & DIGIT) !== 0 || (seen & (UPPER | LOWER)) === (UPPER | LOWER)) return true;
  }
  return false;
}

/** A dot at the end belongs to the sentence. */
function trimDots(text: string, end: number): number {
  let i = end;
  while (text.charCodeAt(i - 1) === 46) i--;
  return i;
}

/** To the end of the word: a rest that the rule's set lacks is no less secret. */
function wordEnd(text: string, end: number): number {
  return skipSet(text, end, ALNUM);
}

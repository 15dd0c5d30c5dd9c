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
/** Which pairs of first characters begin any matcher. */
const STARTS = new Uint8Array(128 * 128);

for (const rule of TOKEN_RULES) add(rule.prefix, prefixMatcher(rule));
add('eyJ', matchJwt);
for (const scheme of ['Bearer', 'bearer', 'BEARER']) add(scheme, matchBearer);
for (const scheme of ['Basic', 'basic', 'BASIC']) add(scheme, matchBasic);
for (const start of new Set(SAID_STARTS)) add(start, matchSaidHere);
for (const country of IBAN_COUNTRIES) add(country, matchIbanHere);

function add(prefix: string, matcher: Matcher): void {
  const pair = (prefix.charCodeAt(0) << 7) | prefix.charCodeAt(1);
  STARTS[pair] = 1;
  const list = MATCHERS.get(pair);
  if (list) list.push(matcher);
  else MATCHERS.set(pair, [matcher]);
}

/** Whether a word that begins with these two characters may be a token: true for few. */
export function beginsToken(first: number, second: number): boolean {
  return first < 128 && second < 128 && STARTS[(first << 7) | second] !== 0;
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

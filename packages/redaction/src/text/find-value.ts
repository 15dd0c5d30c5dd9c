import { ALNUM, classOf, isSpace } from './characters.js';
import { closingQuote, isQuote, quoteAt } from './quotes.js';

export interface FoundValue {
  start: number;
  end: number;
  /** The quote that opens it, if any. */
  quote: string;
}

const MAX_SPACES = 8;
const MAX_LOOK_AHEAD = 64;
const SCHEME =
  /^(?:bearer|basic|digest|token|negotiate|ntlm|apikey|api-key|key|hawk|aws4-hmac-sha256|splunk|ssws|dpop|mac|signature|oauth)$/i;

/** Nothing that would have to be kept from anyone. */
const EMPTY =
  /^(?:|null|nil|none|undefined|true|false|NaN|\*+|\[object \w+\]|\[(?:Object|Array|Circular|Getter)[^\]]*\]|\.\.\.|…)$/i;

/**
 * The value that stands after the separator of a secret key: quoted, an object, a cookie list, an
 * authorization with its scheme, or a bare word. `undefined` if there is none to keep secret.
 *
 * @param key as {@link normaliseKey} spells it
 * @param keyStart where the key begins, to know the quote that a whole header may stand in
 */
export function valueAfter(
  text: string,
  from: number,
  key: string,
  keyStart: number,
): FoundValue | undefined {
  let start = from;
  while (start - from < MAX_SPACES && isInlineSpace(text.charCodeAt(start))) start++;
  if (start >= text.length) return undefined;
  const quote = quoteAt(text, start);
  if (quote !== '') {
    start += quote.length;
    return found(text, start, closingQuote(text, start, quote), quote);
  }
  const code = text.charCodeAt(start);
  if (code === 123 || code === 91) return found(text, start, balancedEnd(text, start), '');
  const outer = text.charCodeAt(keyStart - 1);
  const end = bareEnd(text, start, isQuote(outer) ? outer : 0, key);
  return found(text, start, end, '');
}

function found(text: string, start: number, end: number, quote: string): FoundValue | undefined {
  if (end <= start) return undefined;
  return end - start < 40 && EMPTY.test(text.slice(start, end)) ? undefined : { start, end, quote };
}

function bareEnd(text: string, start: number, outerQuote: number, key: string): number {
  let end = wordEnd(text, start, outerQuote);
  if (key.endsWith('cookie') || key.endsWith('cookies')) {
    while (text.charCodeAt(end) === 59 || text.charCodeAt(end - 1) === 59) {
      let next = text.charCodeAt(end) === 59 ? end + 1 : end;
      if (text.charCodeAt(next) === 32) next++;
      if (next >= text.length || isSpace(text.charCodeAt(next))) break;
      const after = wordEnd(text, next, outerQuote);
      if (after <= next) break;
      end = after;
    }
    return end;
  }
  // A scheme is not the secret yet: what follows it is.
  if (end - start <= 16 && text.charCodeAt(end) === 32 && SCHEME.test(text.slice(start, end))) {
    const scheme = text.slice(start, end).toLowerCase();
    if (
      scheme === 'digest' ||
      scheme.startsWith('aws4') ||
      scheme === 'hawk' ||
      scheme === 'signature' ||
      scheme === 'oauth' ||
      scheme === 'mac'
    ) {
      return lineEnd(text, end, outerQuote);
    }
    end = wordEnd(text, end + 1, outerQuote);
  }
  return end;
}

function lineEnd(text: string, from: number, outerQuote: number): number {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13 || code === outerQuote) break;
    if (code === 92 && /[nr]/.test(text.charAt(i + 1))) break;
    i++;
  }
  return i;
}

/** To the next white space, unless what can only be the next key or a closing mark comes before. */
function wordEnd(text: string, from: number, outerQuote: number): number {
  let i = from;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((classOf(code) & ALNUM) !== 0) continue;
    if (isSpace(code) || code === outerQuote) break;
    const next = text.charCodeAt(i + 1);
    // & ; ,
    if ((code === 38 || code === 59 || code === 44) && startsNext(text, i + 1)) break;
    // ) ] } " ' ` > < |
    if (isClosing(code) && (i + 1 >= text.length || (classOf(next) & ALNUM) === 0)) break;
    if (code === 60 && next === 47) break;
    if (code === 92 && (next === 34 || next === 110 || next === 114)) break;
    if (code === 37 && /^%(?:22|26|27|7D|5D)/i.test(text.slice(i, i + 3))) break;
  }
  return i;
}

function isClosing(code: number): boolean {
  return code === 41 || code === 93 || code === 125 || code === 62 || isQuote(code);
}

/** The end, white space, a quote, or `key=`. */
function startsNext(text: string, from: number): boolean {
  if (from >= text.length) return true;
  const code = text.charCodeAt(from);
  if (isSpace(code) || isQuote(code) || code === 92 || code === 38) return true;
  for (let i = from; i < text.length && i - from < MAX_LOOK_AHEAD; i++) {
    const at = text.charCodeAt(i);
    if (at === 61 || at === 58) return i > from;
    if (
      (classOf(at) & ALNUM) === 0 &&
      !(at === 45 || at === 46 || at === 95 || at === 91 || at === 93 || at === 37)
    )
      return false;
  }
  return false;
}

/** Past the bracket that closes the one at `start`; texts inside are passed over. The end if open. */
function balancedEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123 || code === 91) depth++;
    else if (code === 125 || code === 93) {
      if (--depth === 0) return i + 1;
    } else if (code === 34 || code === 92 || (code === 39 && opensText(text.charCodeAt(i - 1)))) {
      const quote = quoteAt(text, i);
      if (quote !== '') i = closingQuote(text, i + quote.length, quote) + quote.length - 1;
    }
  }
  return text.length;
}

function opensText(before: number): boolean {
  return before === 32 || before === 91 || before === 44 || before === 58 || before === 123;
}

function isInlineSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0;
}

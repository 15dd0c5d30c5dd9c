/** Quotes as they stand in texts, in addresses and in pages. */
const ENCODED: readonly string[] = ['%22', '%27', '&quot;', '&#34;', '&#39;', '&apos;'];

const BACKSLASH = 92;
const MAX_BACKSLASHES = 15;

export function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** How many characters a quote that ends at `end` takes, with its backslashes; 0 if there is none. */
export function quoteBefore(text: string, end: number, floor: number): number {
  if (end <= floor) return 0;
  const last = text.charCodeAt(end - 1);
  if (isQuote(last)) return 1 + backslashesBefore(text, end - 1, floor);
  if (last !== 59 && last !== 50 && last !== 55) return 0;
  const encoded = ENCODED.find((quote) => text.endsWith(quote, end));
  return encoded !== undefined && end - encoded.length >= floor ? encoded.length : 0;
}

/** The quote, with its backslashes, that begins at `at`; empty if there is none. */
export function quoteAt(text: string, at: number): string {
  let i = at;
  while (text.charCodeAt(i) === BACKSLASH && i - at < MAX_BACKSLASHES) i++;
  if (isQuote(text.charCodeAt(i))) return text.slice(at, i + 1);
  if (i > at) return '';
  const code = text.charCodeAt(at);
  if (code !== 37 && code !== 38) return '';
  return ENCODED.find((quote) => text.startsWith(quote, at)) ?? '';
}

/** Where the text in this quote ends; the end of the whole text if it is never closed. */
export function closingQuote(text: string, from: number, quote: string): number {
  const mark = quote.length > 1 && quote.charCodeAt(0) === BACKSLASH ? quote.slice(-1) : quote;
  const escapes = mark === quote ? 0 : quote.length - 1;
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    const before = mark.length === 1 ? backslashesBefore(text, at, from) : 0;
    // A quote inside the value is escaped once more than the one around it, or in pairs.
    if (before <= escapes || (escapes === 0 && before % 2 === 0))
      return at - Math.min(before, escapes);
  }
  return text.length;
}

function backslashesBefore(text: string, at: number, floor: number): number {
  let i = at;
  while (i > floor && text.charCodeAt(i - 1) === BACKSLASH && at - i < MAX_BACKSLASHES) i--;
  return at - i;
}

import type { TextRules } from './redact-text.js';

/** `+49 151 2345678` (E.164, as people group it), `(202) 555-0143`, `202-555-0143`, `0151 23 45 67 89`. */
const PHONE =
  /(?<![\w+.])(?:\+[1-9](?:[ .()/-]{0,2}\d){7,14}|(?:\([2-9]\d\d\) ?|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}|0\d{2,4}[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3})(?![\w-])/g;

const MAY_HOLD = /\d{3}/;

/** A text without telephone numbers. Every repetition is bounded, so time grows with length only. */
export function redactPhones(
  text: string,
  { replacement, found }: Pick<TextRules, 'replacement' | 'found'>,
): string {
  if (!MAY_HOLD.test(text)) return text;
  return text.replace(PHONE, (phone) => {
    found('phone');
    return replacement.text('phone', phone);
  });
}

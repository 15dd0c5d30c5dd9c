/** What those who shorten a text write at its end: `… [cut 12 characters]`, `…[truncated]`. */
const MARK = /^… ?\[(?:cut \d+ characters|\d+ characters cut|truncated)\]$/;
const MAX_MARK = 48;
const MAX_WORD = 512;
/** The beginning of a secret that is shorter tells nothing of it. */
const LEAST_TOLD = 8;
/** Of a card number or an IBAN in groups. */
const GROUPS = /(?:[0-9A-Z]{2,4}[ -]){1,8}$/;

/**
 * A text that was shortened, without the word that it was cut in: half a secret is known by no rule.
 * The text itself where nothing was cut in two.
 */
export function beforeCut(text: string): string {
  if (!text.endsWith(']')) return text;
  const mark = text.lastIndexOf('…');
  if (mark === -1 || text.length - mark > MAX_MARK || !MARK.test(text.slice(mark))) return text;
  const kept = withoutHalfWord(text.slice(0, mark));
  return kept.length === mark ? text : kept + text.slice(mark);
}

/** Without the last word, if it is long enough to be a part of a secret, or of a number in groups. */
export function withoutHalfWord(text: string): string {
  let end = text.length;
  while (end > 0 && text.length - end < MAX_WORD && !/\s/.test(text.charAt(end - 1))) end--;
  const groups = GROUPS.exec(text.slice(Math.max(0, end - 48), end))?.[0].length ?? 0;
  return text.length - end + groups < LEAST_TOLD ? text : text.slice(0, end - groups);
}

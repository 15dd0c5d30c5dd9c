const SEPARATOR = /[\s/?&=]/;

/** At most so many characters, without the beginning of a word: half a secret is known by nobody. */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most;
  while (end > 0 && !SEPARATOR.test(text.charAt(end - 1))) end--;
  return `${text.slice(0, end)}…`;
}

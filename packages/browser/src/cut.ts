const END = 200;

/**
 * No more than `most` characters. The word and the digits at the cut go too: half a token or card
 * number would no longer be known for what it is when the text is scrubbed.
 */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - END)}${text.slice(most - END, most).replace(/[\w@.+-]*[\d -]*$/, '')}…`;
}

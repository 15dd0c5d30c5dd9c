import { classOf, DIGIT, SLUG, skipSet } from './characters.js';

/** A bot of Telegram around its colon: the bot's number, the colon, 35 characters. */
export function matchBotToken(
  text: string,
  colon: number,
  floor: number,
): { start: number; end: number } | undefined {
  if (!text.startsWith('AA', colon + 1)) return undefined;
  let start = colon;
  while (
    start > floor &&
    colon - start < 12 &&
    (classOf(text.charCodeAt(start - 1)) & DIGIT) !== 0
  ) {
    start--;
  }
  const end = skipSet(text, colon + 1, SLUG);
  if (colon - start < 8 || end - colon < 34 || end - colon > 40) return undefined;
  return { start, end };
}

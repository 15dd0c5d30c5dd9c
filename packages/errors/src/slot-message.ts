const MAX_MESSAGE = 1000;

/** A word that may be an id: it is one if it has a digit and eight hex digits in a row. */
const WORD = /\b[\w-]{8,120}\b/g;
const SLOTS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b/g, '<email>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/"[^"\n]{0,200}"|'[^'\n]{0,200}'|`[^`\n]{0,200}`|“[^”\n]{0,200}”/g, '<value>'],
  [/(?:[A-Za-z]:)?(?:[\\/][\w.@$~+-]{1,128}){2,32}/g, '<path>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<address>'],
];
const NUMBER = /[-+]?\b\d[\d,._]{0,40}(?:e[-+]?\d{1,3})?/gi;

/** A message in which all that differs from event to event is a slot: ids, numbers, quoted values. */
export function slotMessage(message: string): string {
  let text = message.slice(0, MAX_MESSAGE);
  for (const [pattern, slot] of SLOTS) text = text.replace(pattern, slot);
  text = text.replace(WORD, (word) => (isId(word) ? '<id>' : word)).replace(NUMBER, '<number>');
  return text.replace(/\s+/g, ' ').trim();
}

function isId(word: string): boolean {
  return /\d/.test(word) && /[0-9a-f]{8}/i.test(word);
}

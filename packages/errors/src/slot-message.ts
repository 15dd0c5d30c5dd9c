const MAX_MESSAGE = 1000;

/** A word that may be an id: it is one if it has a digit and eight hex digits in a row. */
const WORD = /\b[\w-]{8,120}\b/g;
const SLOTS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b/g, '<email>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  // A quote between two letters is an apostrophe: `can't`, `user's`.
  [
    /"[^"\n]{0,200}"|(?<![A-Za-z])'[^'\n]{0,200}'(?![A-Za-z])|`[^`\n]{0,200}`|“[^”\n]{0,200}”/g,
    '<value>',
  ],
  [/(?:[A-Za-z]:)?(?:[\\/][\w.@$~+-]{1,128}){2,32}/g, '<path>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<address>'],
];
/** `A31`, `s9`: a letter or more with a number is a value, unless it is the name of a format or such. */
const MIXED = /\b(?=[a-z_-]{0,120}\d)(?=[\d_-]{0,120}[a-z])[\w-]{2,120}\b/gi;
const NAMED =
  /^(?:base|sha|md|crc|utf|ucs|latin|iso|ip|ipv|http|es|ecma|rsa|aes|ed|x|h|int|uint|float|i|u|f|win|oauth|web|vp|mp|amd|log|atan|id|part|step|level|type|line|col)[-_]?\d{1,5}(?:[a-z]{1,3})?$|^(?:[a-z]+2[a-z]+|i18n|l10n|a11y|k8s|p2p|s3|ec2|v\d)$/i;
const NUMBER = /[-+]?\b(?:0x[\da-f]{1,40}|\d[\d,._]{0,40}(?:e[-+]?\d{1,3})?)/gi;

/** A message in which all that differs from event to event is a slot: ids, numbers, quoted values. */
export function slotMessage(message: string): string {
  let text = message.slice(0, MAX_MESSAGE);
  for (const [pattern, slot] of SLOTS) text = text.replace(pattern, slot);
  text = text
    .replace(WORD, (word) => (isId(word) ? '<id>' : word))
    .replace(MIXED, (word) => (NAMED.test(word) ? word : '<id>'))
    .replace(NUMBER, '<number>');
  return text.replace(/\s+/g, ' ').trim();
}

function isId(word: string): boolean {
  return /\d/.test(word) && /[0-9a-f]{8}/i.test(word);
}

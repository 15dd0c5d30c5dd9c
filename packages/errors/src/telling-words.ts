import { isEngineMessage } from './engine-message.js';

/**
 * Words that programmers write into messages and that are hardly ever a value. A message is told
 * from another by these alone, so that a name or a title in it never makes an issue of its own.
 */
const TELLING: ReadonlySet<string> = new Set(
  (
    'above absent accept accepted access after again ahead allowed already ambiguous another ' +
    'are argument arguments array available away bad before below between block blocked broken ' +
    'buffer busy bytes call callback called canceled cancelled cannot changed character ' +
    'characters circular class closed code command config configuration conflict connect ' +
    'connection connections contain contains convert corrupt count create created damaged data ' +
    'declined decode defined delete deleted denied deprecated depth destroyed different digits ' +
    'disabled does duplicate early empty encode end ended event exceed exceeded exceeds exist ' +
    'exists expected expired expression failed failure few field fields file find finished ' +
    'first forbidden format found full function gone greater handler has hash holds host ' +
    'identifier illegal implemented impossible inactive incompatible incomplete incorrect ' +
    'index input instance insufficient integer invalid is json key known last late left length ' +
    'less limit locked log long lost low malformed many match matches max maximum message ' +
    'method mismatch missing mode module more must name need needed needs negative neither ' +
    'network never no node none nor not nothing null number object offline only open opened ' +
    'option options out output outside over overflow paid parameter parameters parent parse ' +
    'past path pending permission permitted positive private property protocol provide ' +
    'provided range read ready receive received reference refused reject rejected request ' +
    'require required requires reserved reset resolve response retry return returned revoked ' +
    'root run running save schema send server set shipped short should size small socket ' +
    'source started still stopped stored stream string strings support supported supports ' +
    'syntax tag temporarily terminated there timed timeout token too twice type unable ' +
    'unauthorized unavailable undefined unexpected unique unknown unreachable unreadable ' +
    'unsupported update use used useful valid value values verify version wait wanted was were ' +
    'without write written wrong zero'
  ).split(' '),
);
const MAX_MESSAGE = 300;
const MAX_WORDS = 6;

/** `ECONNREFUSED`, `ERR_INVALID_URL`: codes are the same in every language and every release. */
const CODE = /^(?:E[A-Z]{4,}|[A-Z]{2,}(?:_[A-Z]+)+)$/;

/**
 * What of a message tells apart two errors of one place: `order 7 was not paid` gives `was not paid`.
 * Empty for what an engine says, since each says it in its own words.
 */
export function tellingWords(message: string, type: string): string {
  if (isEngineMessage(message, type)) return '';
  const words: string[] = [];
  const text = withoutQuoted(message);
  for (const { 0: word, index } of text.matchAll(/[a-z][a-z_]{0,40}[a-z]/gi)) {
    const lower = word.toLowerCase();
    if (!CODE.test(word) && (!TELLING.has(lower) || isName(text, word, index))) continue;
    words.push(lower);
    if (words.length === MAX_WORDS) break;
  }
  return words.join(' ');
}

/** A capital within a sentence: `no seat for Max` is about someone. */
function isName(text: string, word: string, index: number): boolean {
  return /^[A-Z][a-z]/.test(word) && /[\w,]\s+$/.test(text.slice(Math.max(0, index - 4), index));
}

/** A quote between two letters is an apostrophe and opens nothing. */
function withoutQuoted(message: string): string {
  return message
    .slice(0, MAX_MESSAGE)
    .replace(
      /"[^"\n]*"|(?<![A-Za-z])'[^'\n]{0,80}'(?![A-Za-z])|`[^`\n]*`|“[^”\n]*”|\{[^}]*\}/g,
      ' ',
    );
}

import { isEngineMessage } from './engine-message.js';

/**
 * Words that programmers write into messages and that are hardly ever a value. A message is told
 * from another by these alone, so that a name or a title in it never makes an issue of its own.
 */
const TELLING: ReadonlySet<string> = new Set(
  (
    'above absent access accept accepted after again ahead allowed already ambiguous another ' +
    'are available away bad before below between blocked broken busy cancelled canceled cannot ' +
    'changed circular closed conflict connect connection convert corrupt create created ' +
    'damaged declined decode delete deleted denied deprecated destroyed different digits disabled ' +
    'does duplicate early empty encode ended exceed exceeded exceeds exist exists expected expired ' +
    'failed failure few finished forbidden format found full gone greater has holds host ' +
    'illegal impossible inactive incomplete incompatible incorrect insufficient ' +
    'invalid is known late left less limit locked long lost low malformed many match matches max ' +
    'maximum mismatch missing more must need needed needs negative network neither never no none nor ' +
    'not nothing null number offline only open opened out outside over overflow paid parse ' +
    'past pending permission permitted positive private read ready receive received refused reject ' +
    'rejected required reserved reset resolve response retry revoked run running save send shipped ' +
    'short should small started still stopped stored supported syntax temporarily ' +
    'terminated there timeout timed too twice unable unauthorized unavailable undefined unexpected ' +
    'unique unknown unreachable unreadable unsupported update used useful valid verify version wait ' +
    'wanted was were without write written wrong zero'
  ).split(' '),
);
const MAX_MESSAGE = 300;
const MAX_WORDS = 6;

/**
 * What of a message tells apart two errors of one place: `order 7 was not paid` gives `was not paid`.
 * Empty for what an engine says, since each says it in its own words.
 */
export function tellingWords(message: string): string {
  if (isEngineMessage(message)) return '';
  const words: string[] = [];
  for (const [word] of withoutQuoted(message).matchAll(/[a-z]{2,20}/gi)) {
    const lower = word.toLowerCase();
    if (!TELLING.has(lower)) continue;
    words.push(lower);
    if (words.length === MAX_WORDS) break;
  }
  return words.join(' ');
}

function withoutQuoted(message: string): string {
  return message
    .slice(0, MAX_MESSAGE)
    .replace(/"[^"\n]*"|'[^'\n]{0,80}'|`[^`\n]*`|“[^”\n]*”|\{[^}]*\}/g, ' ');
}

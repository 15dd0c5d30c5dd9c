import { createRedactor } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';
import { CLASS, classOf } from '../src/text/characters.js';
import { TOKEN_RULES, type TokenRule } from '../src/text/token-rules.js';
import { createRandom } from './corpus.js';

const random = createRandom(99);

/** A key as the rule has it, of the fewest characters. */
function keyOf({ prefix, set, min }: TokenRule): string {
  const allowed = [...CLASS.keys()]
    .filter((code) => (classOf(code) & set) !== 0)
    .map((code) => String.fromCharCode(code))
    // What may stand at the end of a sentence, or is read as a mark of its own.
    .filter((char) => /[\w-]/.test(char));
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const digits = allowed.filter((char) => /\d/.test(char));
  const letters = allowed.filter((char) => /[a-z]/i.test(char));
  let key = prefix;
  for (let i = 0; i < min; i++) key += pick(i % 4 === 1 ? digits : i % 4 === 3 ? allowed : letters);
  // The last is no mark, so that it can't be taken for the text's.
  return `${key.slice(0, -1)}${pick(digits)}`;
}

describe('keys of services', () => {
  const redactor = createRedactor();

  it('are known by at least 60 prefixes, of at least 60 services', () => {
    expect(new Set(TOKEN_RULES.map(({ prefix }) => prefix)).size).toBeGreaterThanOrEqual(60);
    expect(new Set(TOKEN_RULES.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(60);
  });

  it.each(TOKEN_RULES.map((rule) => [rule.prefix, rule] as const))(
    'that begin with %s are redacted in a message, in quotes, in a list and at an end',
    (_prefix, rule) => {
      const key = keyOf(rule);
      const secret = key.slice(rule.prefix.length);
      for (const text of [
        `using ${key} now`,
        `key "${key}"`,
        `[1, '${key}', 2]`,
        `it was ${key}`,
      ]) {
        expect(redactor.text(text), text).not.toContain(secret);
      }
    },
  );

  it('are not taken from words that begin the same', () => {
    const words = [...new Set(TOKEN_RULES.map(({ prefix }) => `${prefix}ab`))];
    const touched = words.filter(
      (word) => redactor.text(`see ${word} there`) !== `see ${word} there`,
    );
    expect(touched).toEqual([]);
  });
});

import { createRandom, makeSecrets } from '../../packages/redaction/test/corpus.ts';

/** A made-up secret that stands nowhere else, so that whatever is found can only be it. */
export interface Canary {
  kind: string;
  text: string;
  /** The part of it that must be nowhere. */
  core: string;
  /** Without a form of its own: only a key's name tells that it is one. */
  needsKey: boolean;
}

const DIGITS = '0123456789';
/** First digits and length of the number. */
const ISSUERS: readonly (readonly [string, number])[] = [
  ['4', 16],
  ['52', 16],
  ['2221', 16],
  ['37', 15],
  ['6011', 16],
  ['3530', 16],
];
const COUNTRIES: readonly (readonly [string, number])[] = [
  ['DE', 18],
  ['AT', 16],
  ['BE', 12],
  ['PT', 21],
  ['PL', 24],
];

/** The same canaries on every run; all different. */
export function makeCanaries(count: number, seed: number): Canary[] {
  const random = createRandom(seed);
  const digits = (length: number): string =>
    Array.from({ length }, () => DIGITS[Math.floor(random() * 10)]).join('');
  const canaries = new Map<string, Canary>();
  const add = (kind: string, text: string, needsKey = false, core = text): void => {
    if (canaries.size < count) canaries.set(text, { kind, text, core, needsKey });
  };
  while (canaries.size < count) {
    for (const { kind, text, needsKey } of makeSecrets(random)) {
      // Numbers of cards and accounts are made here: those of the corpus are the same each time.
      if (kind === 'card' || kind === 'iban') continue;
      // A short one could stand in a text by chance.
      add(kind, needsKey && text.length < 14 ? `${text}q${digits(8)}` : text, needsKey === true);
    }
    for (const [prefix, length] of ISSUERS) {
      const card = withCheckDigit(prefix + digits(length - 1 - prefix.length));
      const isGrouped = length === 16 && random() < 0.5;
      add('card', isGrouped ? card.replace(/(.{4})(?!$)/g, '$1 ') : card);
    }
    for (const [country, length] of COUNTRIES) add('iban', withCheckPair(country, digits(length)));
    const password = `${digits(6)}x${digits(8)}`;
    add('userinfo', `https://joe:${password}@db.example/`, false, password);
  }
  return [...canaries.values()];
}

function withCheckDigit(body: string): string {
  let sum = 0;
  for (let i = body.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = Number(body[i]) * (double ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function withCheckPair(country: string, account: string): string {
  const numbers = Array.from(`${account}${country}00`, (char) => Number.parseInt(char, 36)).join(
    '',
  );
  return `${country}${String(98n - (BigInt(numbers) % 97n)).padStart(2, '0')}${account}`;
}

import { isReplaced } from './is-replaced.js';
import type { RedactionMode, Replace, ResolvedRedactionOptions } from './types.js';

/** What stands where a secret stood. */
export interface Replacement {
  /** In place of a part of a text, or of a whole text. */
  text(rule: string, secret: string): string;
  /** In place of an entry; `undefined` where the mode leaves it out. */
  entry(rule: string, value: unknown): string | undefined;
  /** Whether a text is what was put in some secret's place, here or by another redactor. */
  isDone(text: string): boolean;
}

/** Of a shorter secret the last four characters are too large a part. */
const MIN_MASKED = 12;
const MAX_MASKED = 256;
const KEPT = 4;
const HASH_CHARACTERS = 16;
const MAX_REMEMBERED = 256;

/** Spelled in more than one way: the same card and the same mailbox must give the same hash. */
const SPELLINGS: ReadonlyMap<string, (secret: string) => string> = new Map([
  ['card', (secret: string) => secret.replace(/\D|%20|%2D/gi, '')],
  ['iban', (secret: string) => secret.replace(/%20|[^A-Za-z0-9]/g, '').toUpperCase()],
  ['phone', (secret: string) => secret.replace(/[^\d+]/g, '')],
  ['email', (secret: string) => secret.toLowerCase()],
]);

/** @param custom takes the place of all modes; what it throws is the censor. */
export function createReplacement(
  options: ResolvedRedactionOptions,
  custom: Replace | undefined,
): Replacement {
  const { censor, mode, hashKey } = options;
  /** What `custom` has given, so that it is not asked about its own answers. */
  const given = new Set<string>([censor]);

  const modeOf = (rule: string): RedactionMode =>
    typeof mode === 'string'
      ? mode
      : ((Object.hasOwn(mode, rule) ? mode[rule] : mode['*']) ?? 'censor');

  const byCustom = (rule: string, secret: string): string => {
    let text = censor;
    try {
      text = String(custom?.(secret, rule));
    } catch {
      return censor;
    }
    if (given.size >= MAX_REMEMBERED) {
      given.clear();
      given.add(censor);
    }
    given.add(text);
    // As a rule for texts sees it: what closes a bracket is not the value's.
    given.add(text.replace(/[)\]}>"'`]{1,16}$/, ''));
    return text;
  };

  const text = (rule: string, secret: string): string => {
    if (custom) return byCustom(rule, secret);
    switch (modeOf(rule)) {
      case 'mask':
        return masked(secret);
      case 'hash':
        return hashKey === '' ? censor : hashed(SPELLINGS.get(rule)?.(secret) ?? secret, hashKey);
      default:
        return censor;
    }
  };

  return {
    text,
    entry(rule, value) {
      if (!custom && modeOf(rule) === 'remove') return undefined;
      const told = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
      return typeof told === 'string' ? text(rule, told) : censor;
    },
    isDone: (candidate) => given.has(candidate) || isReplaced(candidate),
  };
}

function masked(secret: string): string {
  if (secret.length < MIN_MASKED || secret.length > MAX_MASKED) return '****';
  const end = secret.slice(-KEPT);
  return /^[A-Za-z0-9]+$/.test(end) ? `****${end}` : '****';
}

function hashed(secret: string, key: string): string {
  // Not imported: it is a megabyte in a thread that may never hash.
  const { createHmac } = process.getBuiltinModule('node:crypto');
  const digest = createHmac('sha256', key).update(secret).digest('hex');
  return `[hash:${digest.slice(0, HASH_CHARACTERS)}]`;
}

import { ABOUT, ENDINGS, EXACT, HARMLESS, PASS_OWNERS, ROOTS } from './key-names.js';
import { createNameMatcher } from './name-matcher.js';
import { normaliseKey } from './normalise-key.js';

/** A part of every name above: most names hold none and are told so at once. */
const MAY_BE_SECRET =
  /pass|pwd|secret|token|key|auth|cookie|cred|jwt|bearer|pin|otp|code|cvv|cvc|card|ccnum|iban|bban|ssn|social|sid|sess|xsrf|csrf|signature|amz|goog|phrase|mnemonic|answer|kek|dek|saml|assertion|verifier|webhook|primaryaccount/;

const COOKIE_PREFIX = /^__(?:Host|Secure)-/;

const MAX_CACHED = 4096;
const MAX_KEY = 256;

/** Tells whether a key's name says that its value is secret. */
export type KeyRules = (key: string) => boolean;

/**
 * @param more names, `*` for any letters
 * @param allowed names that are never secret
 */
export function createKeyRules(more: readonly string[], allowed: readonly string[]): KeyRules {
  const isMore = createNameMatcher(more);
  const isAllowed = createNameMatcher(allowed);
  const cache = new Map<string, boolean>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const secret = key.length <= MAX_KEY && !isAllowed(key) && (isMore(key) || isSecretKey(key));
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, secret);
    return secret;
  };
}

function isSecretKey(key: string): boolean {
  // Django's cookie; `session_id` and `sessionId` only correlate.
  if (key === 'sessionid' || COOKIE_PREFIX.test(key)) return true;
  if (!MAY_BE_SECRET.test(normaliseKey(key))) return false;
  const words = wordsOf(key);
  const name = words.join('');
  if (isSecretName(name, words)) return true;
  // `req.headers.cookie`, `user[pin]`: the last part is the key.
  const last = /[^.[\]]+(?=\]?$)/.exec(key)?.[0];
  if (last === undefined || last === key) return false;
  const lastWords = wordsOf(last);
  return isSecretName(lastWords.join(''), lastWords);
}

function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function isSecretName(spelled: string, words: readonly string[]): boolean {
  const name = spelled.replace(/\d{1,2}$/, '');
  if (EXACT.has(spelled) || EXACT.has(name)) return true;
  if (HARMLESS.has(name) || name === '' || isQuestion(words)) return false;
  const last = words.at(-1)?.replace(/\d{1,2}$/, '') ?? '';
  if ((last === 'pass' || last === 'pwd') && PASS_OWNERS.has(words.at(-2) ?? '')) return true;
  for (const harmless of HARMLESS) if (name.endsWith(harmless)) return false;
  for (const ending of ENDINGS) if (name.endsWith(ending)) return true;
  for (const root of ROOTS) {
    const at = name.lastIndexOf(root);
    if (
      at !== -1 &&
      !ABOUT.some((word) => name.endsWith(word) && name.length - word.length >= at + root.length)
    ) {
      return true;
    }
  }
  return false;
}

/** `hasPassword`, `is_secret`: a question about the secret. */
function isQuestion(words: readonly string[]): boolean {
  const first = words[0];
  return (
    words.length > 1 &&
    (first === 'has' || first === 'is' || first === 'needs' || first === 'requires')
  );
}

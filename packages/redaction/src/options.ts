import { parsePath } from './parse-path.js';
import type { RedactionMode, RedactionOptions, ResolvedRedactionOptions } from './types.js';

/** A setting that can't be used; the default stands in its place. */
export interface OptionWarning {
  code: string;
  message: string;
  option: string;
  expected: string;
  got: string;
}

export const DEFAULT_REDACTION: ResolvedRedactionOptions = {
  paths: [],
  keys: [],
  allowKeys: [],
  email: false,
  phone: false,
  mode: 'censor',
  hashKey: '',
  censor: '[redacted]',
  maxText: 262_144,
  maxNodes: 50_000,
};

const MAX_LIST = 1000;
const MIN_HASH_KEY = 16;
const MODES: readonly unknown[] = ['censor', 'mask', 'hash', 'remove'];

/**
 * Options with the environment (`SONDE_REDACT_PATHS`, `…_KEYS`, `…_EMAIL`, `…_PHONE`, `…_MODE`,
 * `…_HASH_KEY`) and the defaults. Lists of both are joined. Never throws: what can't be used is one warning.
 */
export function resolveRedactionOptions(
  user: RedactionOptions = {},
  env: Readonly<Record<string, string | undefined>> = {},
  warn: (warning: OptionWarning) => void = () => {},
): ResolvedRedactionOptions {
  const bad = (option: string, expected: string, got: unknown): void => {
    // The type only: a setting in the wrong place may be a secret itself.
    const shown = typeof got === 'number' || typeof got === 'boolean' ? String(got) : typeof got;
    warn({
      code: 'SONDE_REDACTION_OPTION',
      message: `${option} must be ${expected}; it is left out`,
      option,
      expected,
      got: shown,
    });
  };
  const names = (option: string, given: unknown): string[] => {
    if (given === undefined) return [];
    if (
      !Array.isArray(given) ||
      !given.every((name) => typeof name === 'string') ||
      given.length > MAX_LIST
    ) {
      bad(option, `a list of at most ${MAX_LIST} texts`, given);
      return [];
    }
    return given;
  };
  const count = (option: 'maxText' | 'maxNodes'): number => {
    const given = user[option];
    if (given === undefined) return DEFAULT_REDACTION[option];
    if (Number.isSafeInteger(given) && given > 0) return given;
    bad(option, 'a whole number above 0', given);
    return DEFAULT_REDACTION[option];
  };
  const paths = [...names('paths', user.paths), ...split(env['SONDE_REDACT_PATHS'])].filter(
    (path) => {
      const good = parsePath(path) !== undefined;
      if (!good) bad('paths', 'paths such as user.email, items[*].name or **.email', path);
      return good;
    },
  );
  const flag = (option: 'email' | 'phone'): boolean => {
    const name = `SONDE_REDACT_${option.toUpperCase()}`;
    const given: unknown =
      user[option] ?? readFlag(env[name], () => bad(name, '1, true, 0 or false', env[name]));
    if (typeof given === 'boolean') return given;
    bad(option, 'true or false', given);
    return false;
  };
  const hashKey = user.hashKey ?? env['SONDE_REDACT_HASH_KEY'] ?? '';
  const hashKeyIsGood =
    typeof hashKey === 'string' && (hashKey === '' || hashKey.length >= MIN_HASH_KEY);
  if (!hashKeyIsGood) bad('hashKey', `a text of at least ${MIN_HASH_KEY} characters`, hashKey);
  const mode = readMode(user.mode ?? (env['SONDE_REDACT_MODE'] || undefined), (got) =>
    bad('mode', 'censor, mask, hash or remove, or such by rule', got),
  );
  if (usesHash(mode) && (hashKey === '' || !hashKeyIsGood))
    bad('hashKey', 'given where the mode is hash', hashKey);
  const { censor } = user;
  const censorIsGood = typeof censor === 'string' && censor.length <= 100;
  if (censor !== undefined && !censorIsGood)
    bad('censor', 'a text of at most 100 characters', censor);
  return {
    paths: [...new Set(paths)],
    keys: [...new Set([...names('keys', user.keys), ...split(env['SONDE_REDACT_KEYS'])])],
    allowKeys: names('allowKeys', user.allowKeys),
    email: flag('email'),
    phone: flag('phone'),
    mode,
    hashKey: hashKeyIsGood ? hashKey : '',
    censor: censorIsGood ? censor : DEFAULT_REDACTION.censor,
    maxText: count('maxText'),
    maxNodes: count('maxNodes'),
  };
}

function readMode(given: unknown, bad: (got: unknown) => void): ResolvedRedactionOptions['mode'] {
  if (given === undefined) return DEFAULT_REDACTION.mode;
  if (MODES.includes(given)) return given as RedactionMode;
  if (typeof given === 'string' && given.includes('=')) {
    const pairs = split(given).map((pair) => pair.split('=').map((part) => part.trim()));
    return readMode(Object.fromEntries(pairs) as Record<string, string>, bad);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    bad(given);
    return DEFAULT_REDACTION.mode;
  }
  const entries = Object.entries(given).filter(([, mode]) => {
    const good = MODES.includes(mode);
    if (!good) bad(mode);
    return good;
  });
  return Object.fromEntries(entries);
}

function usesHash(mode: ResolvedRedactionOptions['mode']): boolean {
  return typeof mode === 'string' ? mode === 'hash' : Object.values(mode).includes('hash');
}

function split(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readFlag(text: string | undefined, bad: () => void): boolean {
  const word = (text ?? '').trim().toLowerCase();
  if (word === '1' || word === 'true' || word === 'yes' || word === 'on') return true;
  if (word !== '' && word !== '0' && word !== 'false' && word !== 'no' && word !== 'off') bad();
  return false;
}

import { parsePath } from './parse-path.js';
import type { RedactionOptions, ResolvedRedactionOptions } from './types.js';

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
  censor: '[redacted]',
  maxText: 262_144,
  maxNodes: 50_000,
};

const MAX_LIST = 1000;

/**
 * Options with the environment (`SONDE_REDACT_PATHS`, `SONDE_REDACT_KEYS`, `SONDE_REDACT_EMAIL`) and
 * the defaults. Lists of both are joined. Never throws: what can't be used is one warning.
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
  const email =
    user.email ??
    readFlag(env['SONDE_REDACT_EMAIL'], () =>
      bad('SONDE_REDACT_EMAIL', '1, true, 0 or false', env['SONDE_REDACT_EMAIL']),
    );
  if (typeof email !== 'boolean') bad('email', 'true or false', email);
  const { censor } = user;
  const censorIsGood = typeof censor === 'string' && censor.length <= 100;
  if (censor !== undefined && !censorIsGood)
    bad('censor', 'a text of at most 100 characters', censor);
  return {
    paths: [...new Set(paths)],
    keys: [...new Set([...names('keys', user.keys), ...split(env['SONDE_REDACT_KEYS'])])],
    allowKeys: names('allowKeys', user.allowKeys),
    email: typeof email === 'boolean' && email,
    censor: censorIsGood ? censor : DEFAULT_REDACTION.censor,
    maxText: count('maxText'),
    maxNodes: count('maxNodes'),
  };
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

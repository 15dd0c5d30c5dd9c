import { readFileSync, statSync } from 'node:fs';
import type { Warn } from '../warn.js';

const MAX_BYTES = 65_536;

/**
 * A secret of the environment: what `NAME` says, or else what stands in the file that `NAME_FILE` names.
 * Neither the secret nor the file's name is in a warning.
 */
export function readSecret(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  warn: Warn,
): string | undefined {
  const said = env[name]?.trim();
  if (said) return said;
  const path = env[`${name}_FILE`]?.trim();
  if (!path) return undefined;
  try {
    const found = statSync(path);
    if (found.isFile() && found.size <= MAX_BYTES) {
      const secret = readFileSync(path, 'utf8').trim();
      if (secret) return secret;
    }
  } catch {
    // Told below.
  }
  warn({
    code: 'bad_option',
    message: `${name}_FILE names no file with a secret in it; it is left out`,
    option: `${name}_FILE`,
    expected: 'a file that can be read',
    got: 'none',
  });
  return undefined;
}

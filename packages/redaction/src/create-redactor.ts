import { assembleRedactor } from './assemble-redactor.js';
import { resolveRedactionOptions } from './options.js';
import type { RedactionOptions, Redactor, Replace } from './types.js';

/**
 * A redactor by path, key name and value. Never throws; bad options are left out.
 *
 * @param replace says what stands in a secret's place, instead of `mode`. It stays in this thread: the
 *   lane redacts by its own settings what it is given.
 */
export function createRedactor(options: RedactionOptions = {}, replace?: Replace): Redactor {
  const counts = new Map<string, number>();
  const found = (rule: string): void => {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  };
  return {
    ...assembleRedactor(
      resolveRedactionOptions(options, {}, () => {}),
      replace,
      { found },
    ),
    counts: () => Object.fromEntries(counts),
  };
}

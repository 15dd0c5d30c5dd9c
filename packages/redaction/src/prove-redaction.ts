import { inspect } from 'node:util';
import { createRedactor } from './create-redactor.js';
import { checkRedaction } from './redaction-check.js';
import type { RedactionOptions, Replace } from './types.js';

/** A record as the application logs it, and what must be nowhere in what comes out. */
export interface SecretExample {
  record: unknown;
  secrets: readonly string[];
}

export interface RedactionExamples {
  removes?: readonly SecretExample[];
  /** Records that must come out as they are. */
  keeps?: readonly unknown[];
}

/**
 * Proves a rule set in a test: one sentence for each example that does not hold, none if all hold. A
 * secret is looked for as it is and as an address, JSON, Base64 and hexadecimal spell it, in values and
 * in names. No sentence holds a secret.
 */
export function proveRedaction(
  options: RedactionOptions,
  { removes = [], keeps = [] }: RedactionExamples,
  replace?: Replace,
): string[] {
  const failures: string[] = [];
  removes.forEach(({ record, secrets }, i) => {
    const before = shown(record);
    const after = shown(createRedactor(options, replace).value(record));
    secrets.forEach((secret, j) => {
      const name = `removes[${i}]: secrets[${j}] (${secret.length} characters)`;
      if (secret === '' || !holds(before, secret)) failures.push(`${name} is not in the record`);
      else if (holds(after, secret)) failures.push(`${name} is still there`);
    });
  });
  keeps.forEach((record, i) => {
    const check = checkRedaction(options);
    check.add(record);
    for (const { rule, path } of check.findings())
      failures.push(`keeps[${i}]: rule ${rule} takes ${path === '' ? 'a part' : path}`);
  });
  return failures;
}

/** All that a sink could show of it. */
function shown(value: unknown): string {
  const seen = inspect(value, { depth: 20, maxStringLength: null, maxArrayLength: null });
  return `${typeof value === 'string' ? value : seen}\n${jsonOf(value)}`;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

function holds(output: string, secret: string): boolean {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ].some((form) => output.includes(form));
}

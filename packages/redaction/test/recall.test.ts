import { inspect } from 'node:util';
import { createRedactor } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';
import { createRandom, makeLookAlikes, makeSecrets, POSITIONS } from './corpus.js';

describe('a generated corpus of secrets', () => {
  const secrets = makeSecrets(createRandom(7));
  const cases = POSITIONS.flatMap((position) =>
    secrets
      .filter((secret) => position.hasKey || secret.needsKey !== true)
      .map((secret) => ({ position, secret })),
  );

  it('holds at least 2,000 secrets in 40 positions', () => {
    expect(POSITIONS.length).toBeGreaterThanOrEqual(40);
    expect(cases.length).toBeGreaterThanOrEqual(2000);
  });

  it('is redacted to at least 99 % by value and key', () => {
    const redactor = createRedactor();
    const leaks: string[] = [];
    for (const { position, secret } of cases) {
      const output = show(redactor.value(position.put(secret.text)));
      if (holds(output, secret.text))
        leaks.push(`${secret.kind} in ${position.name}: ${output.slice(0, 300)}`);
    }
    expect(leaks.slice(0, 40), `${leaks.length} of ${cases.length} leaked`).toEqual([]);
  });
});

describe('a secret said in prose', () => {
  const redactor = createRedactor();
  it.each([
    ['wrong password hunter2 for joe', 'wrong password [redacted] for joe'],
    ['the password is "hunter".', 'the password is "[redacted]".'],
    ["Token 'abc123def' was refused", "Token '[redacted]' was refused"],
    ['exp 12/25 cvv 123', 'exp 12/25 cvv [redacted]'],
    ['password P@ss/w0rd= refused', 'password [redacted] refused'],
    ['session cookie s%3Aab/c1.x+y=', 'session cookie [redacted]'],
    ['secret s3cr3t!', 'secret [redacted]'],
  ])('%s', (text, after) => expect(redactor.text(text)).toBe(after));

  it.each([
    'password reset was asked for',
    'the password is invalid',
    'password too short',
    'token expired at 10:20',
    'Unexpected token \'<\', "<!DOCTYPE "',
    "Unexpected token 'export'",
    'secret santa',
    'token at position 1204',
    'password-reset 2024',
    'Invalid password: it is null',
    'cookie jar of 12',
    'Cannot set property password of undefined',
    'a token ring',
    'password reset/change page',
    'token count: 3',
  ])('leaves alone: %s', (text) =>
    expect(redactor.text(text).replace('[redacted]', 'it')).toBe(text),
  );
});

describe('a credential whose mark stands within it', () => {
  const word = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9aB1cD3eF';
  it.each([
    ['a webhook of Slack', `https://hooks.slack.com/services/T0${word.slice(0, 8)}/B01/${word}`],
    ['a webhook of Discord', `https://discord.com/api/webhooks/1234567890/${word}`],
    ['a bot of Telegram', `123456789:AA${word.slice(0, 33)}`],
    ['a client secret of Azure', `abc8Q~${word}`],
    ['a cookie of Django', `sessionid=${word}`],
    ['a cookie of a host', `__Host-id=${word}; x=1`],
  ])('%s is redacted', (_, text) =>
    expect(createRedactor().text(`use ${text} now`)).not.toContain(word.slice(0, 20)),
  );
});

describe('harmless look-alikes', () => {
  it('are left alone in at least 98 % of cases', () => {
    const redactor = createRedactor();
    const all = makeLookAlikes(createRandom(11));
    const eaten = all.filter(({ text }) => redactor.text(text) !== text);
    const kinds = eaten.map(
      ({ kind, text }) => `${kind}: ${text.slice(0, 100)} → ${redactor.text(text).slice(0, 100)}`,
    );
    expect(eaten.length / all.length, kinds.join('\n')).toBeLessThanOrEqual(0.02);
  });
});

/** All that any sink could show of it. */
function show(value: unknown): string {
  const seen = inspect(value, { depth: 20, maxStringLength: null });
  return `${seen}\n${typeof value === 'string' ? value : (JSON.stringify(value) ?? '')}`;
}

/** As it is, or as an address or a text within a text spells it. */
function holds(output: string, secret: string): boolean {
  return [
    secret,
    secret.replaceAll(' ', ''),
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
  ].some((form) => output.includes(form));
}

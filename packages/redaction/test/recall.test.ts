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

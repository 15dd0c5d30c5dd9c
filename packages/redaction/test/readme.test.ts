import { readFileSync } from 'node:fs';
import { createRedactor } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';

describe('the README', () => {
  it('shows what the redactor really gives', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const redactor = createRedactor({ paths: ['**.email'], keys: ['customer-name'] });
    const text = /redactor\.text\('([^']+)'\);\n\/\/ (.+)/.exec(readme);
    expect(redactor.text(text?.[1] ?? '')).toBe(text?.[2]);
    const value = redactor.value({ user: { email: 'joe@example.com', Password: 'hunter2' }, n: 1 });
    expect(value).toEqual({ user: { email: '[redacted]', Password: '[redacted]' }, n: 1 });
  });
});

import { readFileSync } from 'node:fs';
import { createRedactor, proveRedaction } from '@sonde/redaction';
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

  it('shows a test that holds', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```js\nimport \{ proveRedaction.*?;\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const titles: string[] = [];
    const test = (title: string, run: () => void): void => {
      titles.push(title);
      run();
    };
    // oxlint-disable-next-line typescript/no-implied-eval -- the example is the subject
    const run = new Function('test', 'expect', 'proveRedaction', example);
    run(test, expect, proveRedaction);
    expect(titles).toEqual(['nothing of a customer leaves']);
  });
});

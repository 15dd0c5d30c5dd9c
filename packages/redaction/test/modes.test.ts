import { createRedactor, type OptionWarning, resolveRedactionOptions } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';

const CARD = '4111 1111 1111 1111';
const HASH_KEY = 'a key for these tests only';
const record = () => ({
  user: { password: 'hunter2', token: 'abcdefgh-12345678' },
  note: `card ${CARD}.`,
});

describe('a secret', () => {
  it('is censored by default', () => {
    expect(createRedactor().value(record())).toEqual({
      user: { password: '[redacted]', token: '[redacted]' },
      note: 'card [redacted].',
    });
  });

  it('is masked to its last four characters, but for one that is short', () => {
    expect(createRedactor({ mode: 'mask' }).value(record())).toEqual({
      user: { password: '****', token: '****5678' },
      note: 'card ****1111.',
    });
  });

  it('is left out of objects, and of texts as the censor', () => {
    const redactor = createRedactor({ mode: 'remove' });
    expect(JSON.stringify(redactor.value(record()))).toBe('{"user":{},"note":"card [redacted]."}');
    const attributes = [
      { key: 'password', value: { stringValue: 'hunter2' } },
      { key: 'n', value: { intValue: 1 } },
    ];
    expect(redactor.attributes(attributes)).toEqual([attributes[1]]);
  });

  it('is hashed with a key, the same for each spelling of a card or an address', () => {
    const redactor = createRedactor({ mode: 'hash', hashKey: HASH_KEY, email: true });
    const hashes = [CARD, CARD.replaceAll(' ', ''), CARD.replaceAll(' ', '-')].map((card) =>
      redactor.text(card),
    );
    expect(hashes[0]).toMatch(/^\[hash:[0-9a-f]{16}\]$/);
    expect(new Set(hashes).size).toBe(1);
    expect(redactor.text('Joe@Example.com')).toBe(redactor.text('joe@example.com'));
    expect(redactor.text('joe@example.com')).not.toBe(redactor.text('jim@example.com'));
    const other = createRedactor({ mode: 'hash', hashKey: `${HASH_KEY} other` });
    expect(other.text(CARD)).not.toBe(hashes[0]);
  });

  it('is censored where a hash is asked for without a key, and a warning says so', () => {
    const warnings: OptionWarning[] = [];
    resolveRedactionOptions({ mode: 'hash' }, {}, (warning) => warnings.push(warning));
    expect(warnings.map((warning) => warning.option)).toEqual(['hashKey']);
    expect(createRedactor({ mode: 'hash' }).text(CARD)).toBe('[redacted]');
    expect(createRedactor({ mode: 'hash', hashKey: 'short' }).text(CARD)).toBe('[redacted]');
  });

  it('may have another mode by rule', () => {
    const redactor = createRedactor({ mode: { card: 'mask', key: 'remove', '*': 'censor' } });
    expect(JSON.stringify(redactor.value(record()))).toBe('{"user":{},"note":"card ****1111."}');
    expect(redactor.text('postgres://joe:hunter2@db')).toBe('postgres://[redacted]@db');
  });

  it('may have its mode from the environment', () => {
    const mode = (text: string) => resolveRedactionOptions({}, { SONDE_REDACT_MODE: text }).mode;
    expect(mode('mask')).toBe('mask');
    expect(mode('card=mask, *=remove')).toEqual({ card: 'mask', '*': 'remove' });
    expect(mode('card=mask, key=shout')).toEqual({ card: 'mask' });
    expect(mode('shout')).toBe('censor');
  });

  it('is given to a custom function once, with its rule', () => {
    const calls: string[] = [];
    const redactor = createRedactor({}, (secret, rule) => {
      calls.push(`${rule} ${secret.length}`);
      return `<${rule}>`;
    });
    expect(redactor.value(record())).toEqual({
      user: { password: '<key>', token: '<key>' },
      note: 'card <card>.',
    });
    expect(redactor.text('password=hunter2 and more')).toBe('password=<key> and more');
    expect(calls).toEqual(['key 7', 'key 17', 'card 19', 'key 7']);
  });

  it('is censored where a custom function throws', () => {
    const redactor = createRedactor({}, () => {
      throw new Error('no');
    });
    expect(redactor.text(CARD)).toBe('[redacted]');
  });

  it('that was replaced stays as it is when the record is redacted once more', () => {
    for (const mode of ['censor', 'mask', 'hash', 'remove'] as const) {
      const options = { mode, hashKey: HASH_KEY, email: true };
      const input = {
        ...record(),
        text: 'password=hunter2 joe@example.com',
        list: ['--token', 'abcdefgh12345'],
      };
      const once = createRedactor(options).value(input);
      expect(createRedactor(options).value(once)).toEqual(once);
      expect(createRedactor().value(once)).toEqual(once);
    }
  });
});

describe('a telephone number', () => {
  const redactor = createRedactor({ phone: true });
  it.each([
    'call +49 151 23456789 now',
    'call +1-202-555-0143 now',
    'call +12025550143 now',
    'call (202) 555-0143 now',
    'call 202-555-0143 now',
    'call +44 (0)20 7946 0958 now',
    'call 0151 23 45 67 89 now',
    'call tel:+4915123456789 now',
  ])('is redacted on request: %s', (text) => {
    expect(createRedactor().text(text)).toBe(text);
    expect(redactor.text(text)).toMatch(/^call (?:tel:)?\[redacted\] now$/);
  });

  it('is redacted under its name', () => {
    expect(redactor.value({ phone: 4915123456789, 'customer.phoneNumber': '12 34 56' })).toEqual({
      phone: '[redacted]',
      'customer.phoneNumber': '[redacted]',
    });
  });

  it.each([
    '2026-01-01T10:11:12.123+01:00',
    'order 12345678-1234-1234-1234-123456789012',
    'took 1700000000000 ms',
    'at 10.20.30.40:5432',
    'v1.20.303-rc.1+build.40404',
    '123 456 789 012',
    '03/04/2026 10:11',
    'a1b2+12345678',
  ])('is not what looks like one: %s', (text) => expect(redactor.text(text)).toBe(text));
});

describe('a private key line by line', () => {
  const line = (i: number) => Buffer.alloc(48, `${i}kX9`).toString('base64');
  it('is redacted in every line, to its end', () => {
    const redactor = createRedactor();
    const lines = [
      '-----BEGIN RSA PRIVATE KEY-----',
      line(1),
      line(2),
      'aB3+cD4/eF5gH6iJ7k==',
      '-----END RSA PRIVATE KEY-----',
    ];
    const after = lines.map((text) => redactor.text(text));
    expect(after.slice(0, 4)).toEqual(['[redacted]', '[redacted]', '[redacted]', '[redacted]']);
    expect(redactor.text('aB3+cD4/eF5gH6iJ7k==')).toBe('aB3+cD4/eF5gH6iJ7k==');
  });

  it('is redacted in a line of 64 characters without its beginning; a hash is not', () => {
    const redactor = createRedactor();
    expect(redactor.value([line(1), 'a'.repeat(64), 'f00d'.repeat(16)])).toEqual([
      '[redacted]',
      'a'.repeat(64),
      'f00d'.repeat(16),
    ]);
  });
});

describe('a key that JSON spells with escapes', () => {
  it.each([
    String.raw`got {"pass\u0077ord":"hunter2"} from`,
    String.raw`got {"\u0070assword":"hunter2"} from`,
    String.raw`got {"\u0070\u0061\u0073\u0073word": "hunter2"} from`,
    String.raw`got {"body":"{\"pass\\u0077ord\":\"hunter2\"}"} from`,
  ])('is known for what it is: %s', (text) => {
    expect(createRedactor().text(text)).not.toContain('hunter2');
  });
});

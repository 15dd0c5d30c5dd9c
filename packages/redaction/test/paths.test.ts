import { execFileSync } from 'node:child_process';
import {
  createPathRedaction,
  createRedactor,
  escapeControl,
  type OptionWarning,
  resolveRedactionOptions,
} from '@sonde/redaction';
import { describe, expect, it } from 'vitest';

const EXAMPLES: [paths: string[], input: unknown, output: unknown][] = [
  [['a.b'], { a: { b: 1, c: 2 } }, { a: { b: '[redacted]', c: 2 } }],
  [['a["x-y"]'], { a: { 'x-y': 1 } }, { a: { 'x-y': '[redacted]' } }],
  [
    ['list[*].s'],
    { list: [{ s: 1 }, { s: 2, t: 3 }] },
    { list: [{ s: '[redacted]' }, { s: '[redacted]', t: 3 }] },
  ],
  [['list[1]'], { list: [1, 2] }, { list: [1, '[redacted]'] }],
  [['*.s'], { x: { s: 1 }, y: { t: 1 } }, { x: { s: '[redacted]' }, y: { t: 1 } }],
  [['a.*'], { a: { b: 1, c: 2 } }, { a: { b: '[redacted]', c: '[redacted]' } }],
  [['a.b'], { a: null }, { a: null }],
  [['a.b'], { a: 'text' }, { a: 'text' }],
  [
    ['a.b.c', 'a.d'],
    { a: { b: { c: 1 }, d: 2 } },
    { a: { b: { c: '[redacted]' }, d: '[redacted]' } },
  ],
];

const ANY_DEPTH: [paths: string[], input: unknown, output: unknown][] = [
  [
    ['**.s'],
    { s: 1, a: { s: 2, b: [{ s: 3 }] } },
    { s: '[redacted]', a: { s: '[redacted]', b: [{ s: '[redacted]' }] } },
  ],
  [
    ['a.**.s'],
    { s: 1, a: { s: 2, b: { s: 3 } } },
    { s: 1, a: { s: '[redacted]', b: { s: '[redacted]' } } },
  ],
  [
    ['a.*.b.*.c'],
    { a: { x: { b: { y: { c: 1 } } } } },
    { a: { x: { b: { y: { c: '[redacted]' } } } } },
  ],
];

describe('redaction by path', () => {
  for (const [paths, input, output] of [...EXAMPLES, ...ANY_DEPTH]) {
    it(`${paths.join(', ')} takes ${JSON.stringify(input)} apart`, () => {
      expect(JSON.parse(createPathRedaction(paths)(input))).toEqual(output);
      expect(createRedactor({ paths }).value(input)).toEqual(output);
    });
  }

  it('is the same where code may not be generated from strings', () => {
    const script = `
      import { createPathRedaction } from ${JSON.stringify(import.meta.resolve('@sonde/redaction'))};
      const examples = ${JSON.stringify([...EXAMPLES, ...ANY_DEPTH])};
      console.log(JSON.stringify(examples.map(([paths, input]) => JSON.parse(createPathRedaction(paths)(input)))));`;
    const out = execFileSync(
      process.execPath,
      ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(out)).toEqual([...EXAMPLES, ...ANY_DEPTH].map(([, , output]) => output));
  });

  it('never changes the object, not even while it is serialised', () => {
    const seen: unknown[] = [];
    const value = {
      user: { password: 'hunter2' },
      spy: { toJSON: () => seen.push(value.user.password) },
    };
    expect(createPathRedaction(['user.password'])(value)).toContain('"password":"[redacted]"');
    expect(seen).toEqual(['hunter2']);
    expect(value.user.password).toBe('hunter2');
  });

  it('redacts frozen objects, getters without a setter and class instances', () => {
    class User {
      password = 'hunter2';
      get secret(): string {
        return 'hunter2';
      }
    }
    const value = Object.freeze({
      user: Object.freeze({ password: 'hunter2' }),
      o: Object.defineProperty({}, 'p', { get: () => 'hunter2', enumerable: true }),
      u: new User(),
    });
    expect(createPathRedaction(['user.password', 'o.p', 'u.password'])(value)).not.toContain(
      'hunter2',
    );
  });

  it('gives a text even for cycles, BigInts and things that throw', () => {
    const redact = createPathRedaction(['a.b']);
    const cycle: Record<string, unknown> = { a: { b: 'hunter2' } };
    cycle['self'] = cycle;
    expect(redact(cycle)).not.toContain('hunter2');
    expect(JSON.parse(redact({ a: { b: 'x' }, n: 1n }))).toEqual({
      a: { b: '[redacted]' },
      n: '1',
    });
    const bad = {
      a: {
        b: 'hunter2',
        get c(): string {
          throw new Error('no');
        },
      },
    };
    expect(redact(bad)).not.toContain('hunter2');
  });
});

describe('an attribute list', () => {
  it('is redacted by path, key and value, and copied only where it changes', () => {
    const list = [
      { key: 'user.email', value: { stringValue: 'a@b.example' } },
      {
        key: 'http.request.header.authorization',
        value: { arrayValue: { values: [{ stringValue: 'Bearer x' }] } },
      },
      { key: 'url.full', value: { stringValue: 'http://u:p@h.example/?token=abc' } },
      { key: 'card', value: { intValue: '4111111111111111' } },
      {
        key: 'nested',
        value: { kvlistValue: { values: [{ key: 'password', value: { stringValue: 'x' } }] } },
      },
      { key: 'fine', value: { boolValue: true } },
    ];
    const before = structuredClone(list);
    const after = createRedactor({ paths: ['user.email'] }).attributes(list);
    expect(after).toEqual([
      { key: 'user.email', value: { stringValue: '[redacted]' } },
      { key: 'http.request.header.authorization', value: { stringValue: '[redacted]' } },
      { key: 'url.full', value: { stringValue: 'http://[redacted]@h.example/?token=[redacted]' } },
      { key: 'card', value: { stringValue: '[redacted]' } },
      {
        key: 'nested',
        value: {
          kvlistValue: { values: [{ key: 'password', value: { stringValue: '[redacted]' } }] },
        },
      },
      { key: 'fine', value: { boolValue: true } },
    ]);
    expect(list).toEqual(before);
    expect(after[5]).toBe(list[5]);
    const clean = [{ key: 'a', value: { stringValue: 'b' } }];
    expect(createRedactor().attributes(clean)).toBe(clean);
  });
});

describe('what was found', () => {
  it('is counted by rule and never told', () => {
    const redactor = createRedactor({ paths: ['p'] });
    redactor.value({ p: 'hunter2', password: 'hunter2', note: 'card 4111111111111111' });
    expect(redactor.counts()).toEqual({ path: 1, key: 1, card: 1 });
    expect(JSON.stringify(redactor.counts())).not.toContain('hunter2');
  });

  it('is not e-mail unless asked, and an e-mail rule leaves user info of an address to its own rule', () => {
    expect(createRedactor().text('mail joe@example.com')).toBe('mail joe@example.com');
    expect(
      createRedactor({ email: true }).text('mail joe@example.com, see https://u:pw@host.example/'),
    ).toBe('mail [redacted], see https://[redacted]@host.example/');
  });
});

describe('options', () => {
  it('come from the user and the environment, and a bad one is one warning and the default', () => {
    const warnings: OptionWarning[] = [];
    const options = resolveRedactionOptions(
      { paths: ['a.b', 'a..b'], maxText: -1 },
      {
        SONDE_REDACT_PATHS: '**.email',
        SONDE_REDACT_KEYS: 'customer, tax_id',
        SONDE_REDACT_EMAIL: 'perhaps',
      },
      (warning) => warnings.push(warning),
    );
    expect(options).toEqual({
      paths: ['a.b', '**.email'],
      keys: ['customer', 'tax_id'],
      allowKeys: [],
      email: false,
      phone: false,
      mode: 'censor',
      hashKey: '',
      censor: '[redacted]',
      maxText: 262_144,
      maxNodes: 50_000,
    });
    expect(warnings.map((warning) => warning.option)).toEqual([
      'paths',
      'SONDE_REDACT_EMAIL',
      'maxText',
    ]);
    expect(JSON.stringify(warnings)).not.toContain('perhaps');
  });
});

describe('a text for a terminal, a file or a page', () => {
  it('has its control characters escaped and all else kept', () => {
    expect(escapeControl('a\u001b[31mb\u0085\u007f\u2028\u202ec\r\n\tä€😀')).toBe(
      'a\\u001b[31mb\\u0085\\u007f\\u2028\\u202ec\\u000d\n\tä€😀',
    );
  });
});

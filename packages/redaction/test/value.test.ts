import { createRedactor } from '@sonde/redaction';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a value', () => {
  it('that holds no secret comes back as the very same object', () => {
    const value = {
      a: [1, { b: 'x' }],
      m: new Map([['k', { v: 1 }]]),
      d: new Date(0),
      e: new Error('x'),
      u: new URL('http://a.example/'),
    };
    expect(createRedactor().value(value)).toBe(value);
  });

  it('keeps what has not changed and copies the way to what has', () => {
    const value = { same: { a: 1 }, user: { password: 'hunter2' } };
    const after = createRedactor().value(value);
    expect(after).toEqual({ same: { a: 1 }, user: { password: '[redacted]' } });
    expect(after.same).toBe(value.same);
    expect(value.user.password).toBe('hunter2');
  });

  it('may have fields named like methods', () => {
    const value = { valueOf: 'x', toJSON: 1, toString: null, password: 'hunter2' };
    expect(createRedactor().value(value)).toEqual({ ...value, password: '[redacted]' });
  });

  it('with a cycle keeps the cycle and shows the secret nowhere', () => {
    const value: Record<string, unknown> = { list: [] };
    value['self'] = value;
    (value['list'] as unknown[]).push(value);
    value['password'] = 'hunter2';
    const after = createRedactor().value(value) as {
      self: unknown;
      list: unknown[];
      password: string;
    };
    expect(after.password).toBe('[redacted]');
    expect(after.self).toBe(after);
    expect(after.list[0]).toBe(after);
    expect(value['password']).toBe('hunter2');
  });

  it('with a cycle and no secret comes back as it is', () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    expect(createRedactor().value(value)).toBe(value);
  });

  it('shared by two places is redacted by the path of each', () => {
    const shared = { name: 'joe' };
    const after = createRedactor({ paths: ['b.name'] }).value({ a: shared, b: shared });
    expect(after).toEqual({ a: { name: 'joe' }, b: { name: '[redacted]' } });
  });

  it('with a getter that throws, a revoked Proxy and a trap that throws is still told', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const value = {
      good: 1,
      get bad(): string {
        throw new Error('no');
      },
      proxy,
      trap: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
    };
    expect(createRedactor().value(value)).toEqual({
      good: 1,
      bad: '[unreadable]',
      proxy: '[unreadable]',
      trap: '[unreadable]',
    });
  });

  it('with an own __proto__ key keeps it as data', () => {
    const after = createRedactor().value(
      JSON.parse('{"__proto__":{"token":"abc"},"x":1}') as object,
    );
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
    expect(JSON.stringify(after)).toBe('{"__proto__":{"token":"[redacted]"},"x":1}');
  });

  it('of a class stays of that class', () => {
    class Login {
      password = 'hunter2';
      greet(): string {
        return 'hello';
      }
    }
    const after = createRedactor().value(new Login());
    expect(after).toBeInstanceOf(Login);
    expect(after.greet()).toBe('hello');
    expect(after.password).toBe('[redacted]');
  });

  it('that is an error stays one, with its stack and cause redacted', () => {
    const error = new TypeError('bad token=abcdef', { cause: new Error('password: hunter2') });
    const after = createRedactor().value(error);
    expect(after).toBeInstanceOf(TypeError);
    expect(after.message).toBe('bad token=[redacted]');
    expect(after.stack).not.toContain('abcdef');
    expect((after.cause as Error).message).toBe('password: [redacted]');
    expect(Object.keys(after)).toEqual([]);
  });

  it('deeper or larger than the bounds is cut, not passed', () => {
    let deep: Record<string, unknown> = { password: 'hunter2' };
    for (let i = 0; i < 200; i++) deep = { deep };
    const redactor = createRedactor({ maxNodes: 100, maxText: 1000 });
    expect(JSON.stringify(redactor.value(deep))).not.toContain('hunter2');
    const wide = Array.from({ length: 500 }, (_, i) => ({ i, password: 'hunter2' }));
    expect(JSON.stringify(redactor.value(wide))).not.toContain('hunter2');
    const long = redactor.text(`${'word '.repeat(300)}password=hunter2`);
    expect(long).toMatch(/… \[cut \d+ characters\]$/);
    expect(long).not.toContain('hunter2');
    expect(redactor.counts()['cut']).toBeGreaterThan(2);
  });

  it('that somebody has cut does not keep the first half of a secret', () => {
    const redactor = createRedactor();
    const half = ['gh', 'p_aB3dE5gH7jK9mN1pQ'].join('');
    for (const mark of ['… [cut 12 characters]', '… [12 characters cut]', '…[truncated]']) {
      expect(redactor.text(`use ${half}${mark}`)).toBe(`use ${mark}`);
      expect(redactor.value({ a: `with 4111 1111 11${mark}` })).toEqual({ a: `with ${mark}` });
      for (const text of [`use it now ${mark}`, `a few more wo${mark}`]) {
        expect(redactor.text(text)).toBe(text);
      }
    }
    expect(redactor.text(`downloading files-and-more…`)).toBe('downloading files-and-more…');
    expect(redactor.counts()).toEqual({ cut: 6 });
  });

  it('with a card number as a number is redacted, a time is not', () => {
    expect(
      createRedactor().value({ n: 4111111111111111, t: 1764000000000, b: 5555555555554444n }),
    ).toEqual({
      n: '[redacted]',
      t: 1764000000000,
      b: '[redacted]',
    });
  });

  it('with a number that fails the check digit, or of no issuer, keeps it', () => {
    const text =
      'ids 4111111111111112 5555-5555-5555-4445 0000000000000000 9111111111111111 and 4111111111111111';
    expect(createRedactor().text(text)).toBe(text.replace('4111111111111111', '[redacted]'));
  });

  it('keeps null, booleans and empty texts under a secret key', () => {
    const value = { password: null, token: '', hasToken: true, secret: false, cookie: undefined };
    expect(createRedactor().value(value)).toBe(value);
  });

  it('is redacted by key alone where only keys are asked for', () => {
    expect(
      createRedactor({ paths: ['a.b'] }).keys({ a: { b: 1 }, Password: 'x', note: 'token=abc' }),
    ).toEqual({
      a: { b: '[redacted]' },
      Password: '[redacted]',
      note: 'token=abc',
    });
  });
});

describe('a key', () => {
  const secret = [
    'Password',
    'PASSWORD',
    'user_password',
    'newPassword2',
    'x-api-key',
    'X_API_KEY',
    'card_number',
    'Set-Cookie',
    'set_cookie',
    'authorization',
    'Proxy-Authorization',
    'cookie',
    'secret',
    'client_secret',
    'token',
    'access_token',
    'refreshToken',
    'id token',
    'passwd',
    'pin',
    'cvv',
    'connect.sid',
    'AWS_SECRET_ACCESS_KEY',
    'privateKey',
    'DB_PASS',
    'smtpPass',
    'csrfToken',
    'http.request.header.authorization',
    'req.headers.cookie',
    'x-amz-security-token',
    'otp',
    'ssn',
    'jwt',
  ];
  const harmless = [
    'token_count',
    'gen_ai.server.time_per_output_token',
    'authorization.result',
    'tokens',
    'max_tokens',
    'author',
    'authority',
    'tokenType',
    'password_changed_at',
    'passwordPolicy',
    'hasPassword',
    'pinned',
    'shipping',
    'spinner',
    'compass',
    'passport',
    'nextPageToken',
    'session_id',
    'user_id',
    'request_id',
    'trace_id',
    'key',
    'primaryKey',
    'publicKey',
    'cookieConsent',
    'secretName',
    'access_key_id',
    'monkey',
    'keyboard',
    'auth_method',
    'authenticated',
    'cardinality',
    'discard',
    'tokenizer',
    'idempotency_key',
    'cache_key',
  ];
  for (const key of secret) {
    it(`${key} is secret`, () =>
      expect(createRedactor().value({ [key]: 'value1' })).toEqual({ [key]: '[redacted]' }));
  }
  for (const key of harmless) {
    it(`${key} is not`, () =>
      expect(createRedactor().value({ [key]: 'value1' })).toEqual({ [key]: 'value1' }));
  }

  it('of the user is found in any spelling, with a wildcard too, and may be allowed', () => {
    const redactor = createRedactor({ keys: ['customerName', 'x-internal-*'], allowKeys: ['pin'] });
    expect(
      redactor.value({ CUSTOMER_NAME: 'a', 'X-Internal-Thing': 'b', pin: 1, internal: 2 }),
    ).toEqual({
      CUSTOMER_NAME: '[redacted]',
      'X-Internal-Thing': '[redacted]',
      pin: 1,
      internal: 2,
    });
    expect(redactor.text('customer_name=Joe&pin=1')).toBe('customer_name=[redacted]&pin=1');
  });
});

describe('any value and any text', () => {
  const anything = fc.anything({
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withBigInt: true,
    withDate: true,
    withTypedArray: true,
    withObjectString: true,
  });
  const secretish = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'password',
          '=',
          ':',
          '"',
          '\\"',
          '{',
          '}',
          '[',
          ']',
          ' ',
          '&',
          ';',
          ',',
          '%22',
          '%3A',
          '://',
          '@',
          'Bearer ',
          '4111111111111111',
          'eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh',
          '-----BEGIN PRIVATE KEY-----',
          '[redacted]',
          'token',
          '<',
          '>',
          '--',
          'HttpOnly',
          '\n',
          'name',
          'value',
          'DE89370400440532013000',
          'Cookie',
        ),
        fc.string({ maxLength: 5 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

  it('never throws and never changes what it is given', () => {
    const redactor = createRedactor({ paths: ['**.x', 'a.*.b'], email: true });
    fc.assert(
      fc.property(anything, (value) => {
        const before = structuredClone(value);
        redactor.value(value);
        redactor.keys(value);
        expect(value).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same after a second time', () => {
    const redactor = createRedactor({ email: true });
    fc.assert(
      fc.property(secretish, (text) => {
        const once = redactor.text(text);
        expect(redactor.text(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('redacted as JSON text is JSON still', () => {
    const redactor = createRedactor();
    const key = fc.constantFrom('password', 'token', 'pin', 'note', 'x');
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.oneof(leaf, fc.array(leaf), fc.dictionary(key, leaf))),
        (object) => {
          const after = JSON.parse(redactor.text(JSON.stringify(object))) as unknown;
          expect(Object.keys(after as object)).toEqual(Object.keys(object));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

import { checkRedaction, proveRedaction } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';

describe('a check', () => {
  it('tells rules and paths of what would be redacted, and no value', () => {
    const check = checkRedaction({ paths: ['**.birthday'] });
    for (let i = 0; i < 3; i++) {
      check.add({
        user: { password: 'hunter2', birthday: '2001-02-03' },
        items: [{ note: 'card 4111 1111 1111 1111' }, { 'x-api-key': 'abc' }],
        'a b': { msg: 'token=abcdef1234 and https://joe:pw@host/' },
      });
    }
    check.add('Bearer abcdefgh12345678');
    expect(check.findings()).toEqual([
      { rule: 'key', path: '["a b"].msg', count: 3 },
      { rule: 'userinfo', path: '["a b"].msg', count: 3 },
      { rule: 'card', path: 'items[*].note', count: 3 },
      { rule: 'key', path: 'items[*].x-api-key', count: 3 },
      { rule: 'path', path: 'user.birthday', count: 3 },
      { rule: 'key', path: 'user.password', count: 3 },
      { rule: 'bearer', path: '', count: 1 },
    ]);
  });

  it('tells no secret that stands in a name, and bounds what it tells', () => {
    const check = checkRedaction();
    check.add({ '4111111111111111': { password: 'x1' }, ['\u001b[31m']: { pin: '1234' } });
    const told = JSON.stringify(check.findings());
    expect(told).not.toContain('4111111111111111');
    expect(told).toContain('redacted');
    expect(told).not.toContain('\u001b');
    for (let i = 0; i < 3000; i++) check.add({ [`k${i}`]: { password: 'x1' } });
    expect(check.findings().length).toBeLessThanOrEqual(1002);
    expect(check.findings()[0]).toMatchObject({ path: '…', rule: 'key' });
  });

  it('leaves the record as it is', () => {
    const record = Object.freeze({ password: 'hunter2' });
    checkRedaction({ mode: 'remove' }).add(record);
    expect(record).toEqual({ password: 'hunter2' });
  });
});

describe('a proof', () => {
  it('has no failure where the rules hold', () => {
    const failures = proveRedaction(
      { keys: ['nickname'] },
      { removes: [{ record: { nickname: 'Jo-42' }, secrets: ['Jo-42'] }], keeps: [{ order: 7 }] },
    );
    expect(failures).toEqual([]);
  });

  it('names what is still there, what was taken and what proves nothing, and no secret', () => {
    const failures = proveRedaction(
      {},
      {
        removes: [
          { record: { nickname: 'Jo-42', note: 'x' }, secrets: ['Jo-42', 'elsewhere'] },
          { record: { note: Buffer.from('Jo-42 is here').toString('hex') }, secrets: ['Jo-42'] },
        ],
        keeps: [{ user: { token: 'of affection' } }, 'the pin=12 is bent'],
      },
    );
    expect(failures).toEqual([
      'removes[0]: secrets[0] (5 characters) is still there',
      'removes[0]: secrets[1] (9 characters) is not in the record',
      'removes[1]: secrets[0] (5 characters) is still there',
      'keeps[0]: rule key takes user.token',
      'keeps[1]: rule key takes a part',
    ]);
    expect(failures.join()).not.toContain('Jo-42');
  });
});

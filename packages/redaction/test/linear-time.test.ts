// oxlint-disable typescript/unbound-method -- the methods are wrapped and put back, always called on a text
import { createRedactor } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';

/** Texts that, repeated, make a careless search look at the same characters again and again. */
const BAIT: Record<string, string> = {
  'openings of JWTs': 'eyJ-',
  'JWT headers without an end': 'eyJhbGciOiJ-',
  'JWT parts': 'eyJhbGciOi.',
  'key prefixes': 'sk-ant-',
  'key prefixes of words only': 'sk-proj-a-',
  'dotted prefixes': 'hvs.-ya29.-',
  'openings of addresses': 'a://b:c/',
  'user info without an end': '://a:bc',
  'addresses with many @': 'x://a:b@',
  'encoded addresses': 'a%3A%2F%2Fb',
  'encoded marks': '%3A%3D%22',
  'percent signs': '%%%25',
  separators: ':=:=',
  'keys without values': 'password=',
  'quoted keys': '"password":',
  'open objects': '"password":{',
  'quotes in quotes': '"password":"\\"',
  backslashes: '\\\\\\"',
  'long keys': `${'a'.repeat(79)}=`,
  'long quoted keys': `"${'a '.repeat(39)}":`,
  'next keys that never come': 'token=&aaaaaaaaaaaaaaaaaaaaaaaa;',
  'cookie attributes': ';HttpOnly',
  'cookie attributes after spaces': 'a;HttpOnly ',
  'cookie values': 'a=b;Path=/',
  'private keys': '-----BEGIN ',
  'private keys without an end': '-----BEGIN PRIVATE KEY',
  'other blocks': '-----BEGIN CERTIFICATE-----',
  dashes: '--a-',
  options: '--password ',
  tags: '<a>',
  'secret tags': '<password>',
  'single digits': '4 ',
  'groups of digits': '4111 ',
  'groups with dashes': '4111-',
  'all digits': '4',
  'country codes': 'DE89 ',
  'country codes without digits': 'DE DE',
  schemes: 'Bearer ',
  'basic schemes': 'Basic QUFB ',
  'at signs': 'a@',
  'addresses of mail': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@a.',
  'secrets in prose': 'password is ',
  'secrets in prose without spaces': 'token "a',
  tildes: 'abc8Q~',
  bots: '123456789:AA',
  'data addresses': 'data:;base64,',
  'openings of data addresses': 'data:a',
  'names of pairs': 'name="password"',
  'names of pairs with lines': 'name="password"\n',
  brackets: '[[[[{{',
};

const SIZE = 8192;

describe('a hostile text', () => {
  for (const [name, bait] of Object.entries(BAIT)) {
    it(`of ${name} takes time that grows with its length only`, () => {
      const redactor = createRedactor({ email: true });
      const once = countSteps(() =>
        redactor.text(bait.repeat(Math.ceil(SIZE / bait.length)).slice(0, SIZE)),
      );
      const twice = countSteps(() =>
        redactor.text(bait.repeat(Math.ceil((2 * SIZE) / bait.length)).slice(0, 2 * SIZE)),
      );
      expect(twice / once).toBeLessThan(2.5);
      expect(once / SIZE).toBeLessThan(200);
    });
  }
});

/** Characters looked at through any method of strings that the redactor could use. */
function countSteps(work: () => void): number {
  const { prototype } = String;
  const kept = {
    charCodeAt: prototype.charCodeAt,
    charAt: prototype.charAt,
    startsWith: prototype.startsWith,
    endsWith: prototype.endsWith,
    indexOf: prototype.indexOf,
    slice: prototype.slice,
  };
  let steps = 0;
  prototype.charCodeAt = function (this: string, at) {
    steps++;
    return kept.charCodeAt.call(this, at);
  };
  prototype.charAt = function (this: string, at) {
    steps++;
    return kept.charAt.call(this, at);
  };
  prototype.startsWith = function (this: string, text, at) {
    steps += text.length;
    return kept.startsWith.call(this, text, at);
  };
  prototype.endsWith = function (this: string, text, at) {
    steps += text.length;
    return kept.endsWith.call(this, text, at);
  };
  prototype.indexOf = function (this: string, text, from = 0) {
    const found = kept.indexOf.call(this, text, from);
    steps += (found === -1 ? this.length : found) - from + 1;
    return found;
  };
  prototype.slice = function (this: string, from, to) {
    const part = kept.slice.call(this, from, to);
    steps += part.length;
    return part;
  };
  try {
    work();
  } finally {
    Object.assign(prototype, kept);
  }
  return steps;
}

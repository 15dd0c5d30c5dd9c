// oxlint-disable typescript/unbound-method -- the methods are wrapped and put back, always called on a text
import { createRedactor } from '@sonde/redaction';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAIT } from './bait.js';

const SIZE = 8192;

describe('a hostile text', () => {
  for (const [name, bait] of Object.entries(BAIT)) {
    it(`of ${name} takes time that grows with its length only`, () => {
      const redactor = createRedactor({ email: true, phone: true });
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

describe('a hostile text made of pieces of others, whichever', () => {
  const piece = fc.constantFrom(
    ...Object.values(BAIT),
    'a',
    ' ',
    '"',
    '=',
    ':',
    '-',
    '.',
    '1',
    '\n',
  );
  it('takes time that grows with its length only', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const redactor = createRedactor({ email: true, phone: true });
        const bait = pieces.join('');
        const steps = (size: number): number =>
          countSteps(() =>
            redactor.text(bait.repeat(Math.ceil(size / bait.length)).slice(0, size)),
          );
        expect(steps(2 * SIZE)).toBeLessThan(steps(SIZE) * 2.5 + SIZE);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
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

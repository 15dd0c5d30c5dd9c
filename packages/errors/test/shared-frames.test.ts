import { normaliseError, sharedFrames } from '@sonde/errors';
import { describe, expect, it } from 'vitest';

function connect(): never {
  throw new RangeError('no connection');
}

function load(): never {
  try {
    connect();
  } catch (cause) {
    throw new Error('not loaded', { cause });
  }
}

describe('the frames that a cause shares with the error around it', () => {
  it('are those of the functions that called both', () => {
    try {
      load();
    } catch (error) {
      const { frames = [], causes } = normaliseError(error);
      const own = causes[0]?.frames ?? [];
      const shared = sharedFrames(own, frames);
      // `load` stands in both, at another line.
      expect(shared).toBeGreaterThan(3);
      expect(own.slice(0, own.length - shared).map((frame) => frame.function)).toEqual([
        'connect',
        'load',
      ]);
    }
    expect.assertions(2);
  });

  it('are never all: the same error caught twice keeps its place', () => {
    const { frames = [] } = normaliseError(new Error('x'));
    expect(frames.length).toBeGreaterThan(1);
    expect(sharedFrames(frames, frames)).toBe(frames.length - 1);
  });

  it('are none where the ends differ, or where there is no stack', () => {
    const at = (line: number) => [{ file: '/a.js', line, inApp: true }];
    expect(sharedFrames([...at(1), ...at(2)], [...at(1), ...at(3)])).toBe(0);
    expect(sharedFrames([], at(1))).toBe(0);
    expect(sharedFrames(at(1), [])).toBe(0);
  });
});

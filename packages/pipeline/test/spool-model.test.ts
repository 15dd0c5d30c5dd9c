import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSpoolWorld, type SpoolWorld, type Step } from './spool-model.js';

const long = process.env['SONDE_FAULTS'] === 'long';
const sequences = long ? 1000 : 25;
const timeout = long ? 600_000 : 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const signal = fc.integer({ min: 0, max: 3 });
const simple = <T extends Step['do']>(name: T): fc.Arbitrary<{ do: T }> =>
  fc.constant({ do: name });

const put: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('put' as const),
  signal,
  kilobytes: fc.integer({ min: 0, max: 60 }),
  sending: fc.boolean(),
});
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: put },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('take' as const),
      signals: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
    }),
  },
  { weight: 4, arbitrary: simple('deliver') },
  simple('give back'),
  simple('sync'),
  simple('tidy'),
  simple('next worker'),
  simple('next process'),
  simple('leave'),
  simple('fill disk'),
  simple('free disk'),
);
const steps = fc.array(anyStep, { minLength: 5, maxLength: 40 });

function newWorld(): SpoolWorld {
  return createSpoolWorld((ms) => vi.advanceTimersByTime(ms));
}

/** The same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it('a spool gives every batch once, through any sequence of writes, reads, workers and processes', {
  timeout,
}, () => {
  fc.assert(
    fc.property(steps, (all) => {
      const world = newWorld();
      for (const step of all) world.step(step);
      world.drain();
      expect(world.faults()).toEqual([]);
    }),
    { numRuns: sequences * 20 },
  );
});

describe('a spool keeps its word when the end comes at any call to the disk', () => {
  function endAtEveryCall(all: Step[], power: boolean, seed: number): void {
    const whole = newWorld();
    for (const step of all) whole.step(step);
    const calls = whole.disk.calls();
    for (let call = 1; call <= calls; call++) {
      vi.clearAllTimers();
      const world = newWorld();
      world.disk.endAt(call);
      for (const step of all) {
        world.step(step);
        if (world.ended()) break;
      }
      // Before the power goes, a process may have taken over what another had not synced.
      world.recover(power && call % 2 === 0, seeded(seed + call));
      if (call % 3 === 0) world.step({ do: 'sync' });
      // The second start may meet its end too, in the middle of taking over.
      world.disk.endAt(world.disk.calls() + 1 + (call % 7));
      world.step({ do: 'next worker' });
      world.step({ do: 'put', signal: 0, kilobytes: 1, sending: false });
      world.recover(power, seeded(seed + call + 1));
      world.drain();
      expect(world.faults(), `the end at call ${call} of ${calls}`).toEqual([]);
    }
  }

  it('of the worker: what it could not enter in the books is made good', { timeout }, () => {
    fc.assert(
      fc.property(steps, (all) => {
        const whole = newWorld();
        for (const step of all) whole.step(step);
        const calls = whole.disk.calls();
        for (let end = 2; end <= calls * 2 + 1; end++) {
          vi.clearAllTimers();
          const world = newWorld();
          world.disk.endAt(end >> 1, end % 2 === 1);
          for (const step of all) {
            world.step(step);
            if (world.ended()) break;
          }
          world.replace();
          // The next one may die while it makes that good.
          world.disk.endAt(world.disk.calls() + 1 + (end % 5), end % 3 === 0);
          world.step({ do: 'next worker' });
          world.replace();
          world.drain();
          expect(world.faults(), `the end at call ${end / 2} of ${calls}`).toEqual([]);
        }
      }),
      { numRuns: sequences },
    );
  });

  it('of the process: what was put is there, what was done never comes again', { timeout }, () => {
    fc.assert(
      fc.property(steps, fc.nat(), (all, seed) => endAtEveryCall(all, false, seed)),
      { numRuns: sequences },
    );
  });

  it('of the machine: what was synced is there, nothing is torn', { timeout }, () => {
    fc.assert(
      fc.property(steps, fc.nat(), (all, seed) => endAtEveryCall(all, true, seed)),
      { numRuns: sequences },
    );
  });
});

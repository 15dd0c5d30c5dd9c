import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, take, until } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectAll, type LaneHome, long } from './lane-home.js';
import { type Load, runLoad } from './run-load.js';

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

const repeats = (): string[] => {
  const seen = new Set<string>();
  return home.sink.bodies.filter((body) => seen.size === seen.add(body).size);
};

/** One of several applications on the same folder. */
function start(id: string, fork = false): Load {
  return runLoad({
    id,
    perSecond: 500,
    forMs: 60_000,
    tell: 'turn',
    fork,
    finally: 'settle',
    options: home.options(),
  });
}

it('four processes and a fork on one folder: whoever ends is adopted once, and no record comes twice', {
  timeout: 900_000,
}, async () => {
  for (let round = 0; round < (long ? 30 : 1); round++) {
    home.sink.bodies.length = 0;
    home.sink.behave = answer(503);
    const first = ['a', 'b', 'c', 'd'].map((id) => start(`${id}${round}`, id === 'a'));
    const told = (load: Load): boolean => load.told().length > 300;
    await until('all are under load', () => first.every(told), 60_000);
    await until('all have left something', () => home.segments().length >= 5, 60_000);
    // Two end while the receiver is away; two more come, and find what they left.
    for (const { child } of first.slice(1, 3)) child.kill('SIGTERM');
    await Promise.all(first.slice(1, 3).map(({ ended }) => ended));
    const second = ['e', 'f'].map((id) => start(`${id}${round}`));
    await until('the new ones are under load', () => second.every(told), 60_000);
    home.sink.behave = take;
    const all = [...first, ...second];
    for (const { child } of all) child.kill('SIGTERM');
    // The fork got no signal; it goes on, and takes what is left.
    process.kill(Number(/FORK (\d+)/.exec(first[0]?.toldErrors() ?? '')?.[1]), 'SIGTERM');
    const ends = await Promise.all(all.map(({ ended }) => ended));
    const last = await home.next();
    const warned = [...ends, last].flatMap(({ report }) => report?.warnings ?? ['no report']);
    expectAll(
      ends.flatMap(({ accepted }) => accepted),
      home.sink.bodies,
    );
    expect(repeats(), `warned of: ${warned.join() || 'nothing'}`).toEqual([]);
    expect(home.segments()).toEqual([]);
  }
});

import { readSnapshot } from './read-snapshot.js';
import { type Held, retainedSizes } from './retained-sizes.js';

const SHOWN = 15;
const LEAST = 10_000;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function line(name: string, { count, retained }: Held, sign: string): string {
  return `${`${sign}${megabytes(retained)}`.padStart(12)} ${`${sign}${count}`.padStart(10)}  ${name}`;
}

/** The constructors that hold most, or whose hold has grown most since another snapshot. No value of a string is among them. */
export function heldObjects(path: string, since: string | undefined): [string, Held][] {
  const now = retainedSizes(readSnapshot(path));
  const before = since === undefined ? undefined : retainedSizes(readSnapshot(since));
  return [...now]
    .map(([name, { count, retained }]): [string, Held] => {
      const then = before?.get(name) ?? { count: 0, retained: 0 };
      return [name, { count: count - then.count, retained: retained - then.retained }];
    })
    .filter(([, { retained }]) => retained >= LEAST)
    .toSorted((a, b) => b[1].retained - a[1].retained)
    .slice(0, SHOWN);
}

/** The same as lines of a terminal. */
export function heldLines(rows: readonly [string, Held][], grown: boolean): string[] {
  const head = `${'retained'.padStart(12)} ${'objects'.padStart(10)}  constructor${grown ? ', growth' : ''}`;
  return [head, ...rows.map(([name, held]) => line(name, held, grown ? '+' : ''))];
}

import { readFileSync } from 'node:fs';

/** Names machine code by its address. */
export type PerfMap = (address: number) => string | undefined;

/** How many entries before an address are looked at: some lie within others. */
const NEIGHBOURS = 4;

/** Reads what `--perf-basic-prof` writes: start and size in hexadecimal, and a name. The last entry for a start holds. */
export function readPerfMap(path: string): PerfMap {
  const entries = new Map<number, { size: number; name: string }>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [start = '', size = '', ...name] = line.split(' ');
    if (name.length > 0) {
      entries.set(Number.parseInt(start, 16), {
        size: Number.parseInt(size, 16),
        name: name.join(' '),
      });
    }
  }
  const starts = [...entries.keys()].toSorted((a, b) => a - b);
  return (address) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= address) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= Math.max(0, low - NEIGHBOURS); at--) {
      const start = starts[at] as number;
      const entry = entries.get(start);
      if (entry && address < start + entry.size) return entry.name;
    }
    return undefined;
  };
}

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { PerfMap } from './perf-map.ts';

/** What was counted in a function alone. */
export interface Counted {
  instructions: number;
  /** Of the first instruction cache: what V8's many small functions wait for most. */
  misses: number;
}

const FUNCTION = /^(c?)fn=\((\d+)\)(?: (.*))?$/;
/** Columns of a cost line, after position and line: Ir Dr Dw I1mr … */
const INSTRUCTIONS = 2;
const MISSES = 5;

/** The address that a position column stands for: whole, or counted from the last one. */
function addressOf(position: string, last: number): number {
  if (position === '*') return last;
  const sign = position[0];
  if (sign === '+') return last + Number(position.slice(1));
  if (sign === '-') return last - Number(position.slice(1));
  return Number(position);
}

/** V8 writes the same function at several grades, and marks each: `*`, `+`, `^`, `~`. */
const withoutGrade = (name: string): string => name.replace(/^JS:[*+^~]?'? ?/, 'JS:');

/**
 * Reads a dump of callgrind's in its own format with `--dump-instr=yes`, function by function; those that V8 has
 * compiled get their names from the map.
 */
export async function readCallgrind(path: string, nameOf: PerfMap): Promise<Map<string, Counted>> {
  const names = new Map<string, string>();
  const counted = new Map<string, Counted>();
  let current = '';
  let address = 0;
  let isCall = false;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const found = FUNCTION.exec(line);
    if (found) {
      const [, isCallee, id = '', name] = found;
      if (name !== undefined) names.set(id, name);
      if (isCallee === '') current = names.get(id) ?? id;
    } else if (line.startsWith('calls=')) {
      isCall = true;
    } else if (/^(?:0x|[+\-*])/.test(line)) {
      const columns = line.split(' ');
      address = addressOf(columns[0] ?? '', address);
      // The line after `calls=` is the callee's cost, which is counted there.
      if (!isCall) {
        const isUnknown = current === '???' || current.startsWith('0x');
        const name = withoutGrade(isUnknown ? (nameOf(address) ?? 'unknown') : current);
        const sum = counted.get(name) ?? { instructions: 0, misses: 0 };
        sum.instructions += Number(columns[INSTRUCTIONS] ?? 0);
        sum.misses += Number(columns[MISSES] ?? 0);
        counted.set(name, sum);
      }
      isCall = false;
    }
  }
  return counted;
}

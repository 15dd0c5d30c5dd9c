import { openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** What the machine gave to the process's first thread so far; milliseconds. */
export interface Share {
  /** Ran. */
  ran: number;
  /** Was ready to run while others ran. */
  waited: number;
}

/** Reads the scheduler's own account, which Linux alone gives. */
export function createShareReader(): () => Share | undefined {
  let file: number | undefined;
  try {
    file = openSync('/proc/self/schedstat', 'r');
  } catch {
    return () => undefined;
  }
  const open = file;
  const buffer = Buffer.alloc(128);
  return () => {
    try {
      const count = readSync(open, buffer, 0, buffer.length, 0);
      const [ran, waited] = buffer.toString('latin1', 0, count).split(' ').map(Number);
      if (ran === undefined || waited === undefined) return undefined;
      return { ran: ran / 1e6, waited: waited / 1e6 };
    } catch {
      // The stack may be full: the file stays open for the next time.
      return undefined;
    }
  };
}

const THREADS = '/proc/self/task';

/**
 * Milliseconds that each thread of the process was ready to run while others ran, by its number: V8 lets
 * this thread wait for helpers, which the machine may starve in its stead.
 */
export function readThreadWaits(): Map<string, number> {
  const waits = new Map<string, number>();
  try {
    for (const thread of readdirSync(THREADS)) {
      const [, waited] = readFileSync(`${THREADS}/${thread}/schedstat`, 'latin1').split(' ');
      waits.set(thread, Number(waited) / 1e6);
    }
  } catch {
    // No Linux, or a thread that has just ended.
  }
  return waits;
}

/** How long the one that waited most did so in between. */
export function longestWait(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  return Math.max(
    0,
    ...[...after].map(([thread, waited]) => waited - (before.get(thread) ?? waited)),
  );
}

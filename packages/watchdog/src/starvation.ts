import { closeSync, openSync, readSync } from 'node:fs';

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
      closeSync(open);
      return undefined;
    }
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Output } from '../output.js';
import type { Outcome } from '../post.js';
import { logRecordToLine } from './log-record-to-line.js';
import { openStdout, type Stdout } from './open-stdout.js';
import { readLogBatch } from './read-log-batch.js';
import { createSentRecords } from './sent-records.js';

/** Between two looks at a reader that has no room. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;
/** A reader that takes nothing for so long is away: what comes is the spool's meanwhile. */
const STALL_MS = 2000;

const NOTHING = new Uint8Array();

interface Pushed {
  taken: number;
  /** Why no more was. */
  stopped?: Outcome;
}

/**
 * Logs and errors as JSON lines on standard output, for a platform that gathers it. What a reader
 * that stands still has not taken stays the lane's. One that has gone (EPIPE) does not come back:
 * what would go to it is counted as rejected.
 */
export function createStdoutOutput(name: string): Output {
  let stdout: Stdout | undefined;
  let aborts = 0;
  /** The end of a line that was begun: nothing may come before it. */
  let rest: Uint8Array = NOTHING;
  let gone: Outcome | undefined;
  const sent = createSentRecords();

  async function push(bytes: Uint8Array): Promise<Pushed> {
    const before = aborts;
    let taken = 0;
    let wait = FIRST_PAUSE_MS;
    let moved = performance.now();
    while (taken < bytes.length) {
      stdout ??= openStdout();
      const written = await Promise.race([
        stdout.write(bytes.subarray(taken)),
        pause(LONGEST_PAUSE_MS, { taken: 0 }, { ref: false }),
      ]);
      if ('failed' in written) {
        const reason = written.failed;
        if (reason === 'EPIPE') gone = { kind: 'rejected', reason };
        return { taken, stopped: gone ?? { kind: 'retryable', reason } };
      }
      if (written.taken > 0) {
        taken += written.taken;
        wait = FIRST_PAUSE_MS;
        moved = performance.now();
        continue;
      }
      if (aborts !== before || performance.now() - moved >= STALL_MS) {
        return { taken, stopped: { kind: 'retryable', reason: 'no room' } };
      }
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
    }
    return { taken };
  }

  return {
    name,
    async send({ body }) {
      if (gone) return gone;
      try {
        const records = readLogBatch(body);
        const first = await push(rest);
        rest = rest.subarray(first.taken);
        if (first.stopped) return first.stopped;
        const fresh = records.filter(({ record }) => !sent.has(record));
        const lines = fresh.map((one) => Buffer.from(`${logRecordToLine(one)}\n`));
        const bytes = Buffer.concat(lines);
        const { taken, stopped } = await push(bytes);
        if (!stopped) {
          for (const { record } of records) sent.forget(record);
          return { kind: 'delivered', rejected: 0 };
        }
        // What is begun, or on its way, will be written before all else.
        const promised = taken + (stdout?.held() ?? 0);
        let end = 0;
        for (const [index, line] of lines.entries()) {
          if (end >= promised) break;
          end += line.length;
          const one = fresh[index];
          if (one) sent.add(one.record);
        }
        rest = Uint8Array.from(bytes.subarray(taken, Math.max(end, taken)));
        return stopped;
      } catch {
        return { kind: 'rejected', reason: 'not readable' };
      }
    },
    abort() {
      aborts++;
    },
    async close() {
      stdout?.close();
    },
  };
}

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { signals } from '../lane-memory.js';
import type { Output } from '../output.js';
import type { Outcome, Poster } from '../post.js';

const unzip = promisify(gunzip);

/** Of a batch, uncompressed. */
const BODY_BYTES = 67_108_864;
/** An output that has not said by then how it went is told to give up. */
const PATIENCE_MS = 30_000;
/** And if it does not answer to that either, its batch is not waited for. */
const LAST_PATIENCE_MS = 2000;

/** An output as what a dispatcher sends by: its batches in their order, as plain bytes. */
export interface OutputPoster extends Poster {
  close(): Promise<void>;
}

/** @param opening the output; undefined if it could not be opened: what is for it is refused then. */
export function createOutputPoster(opening: Promise<Output | undefined>): OutputPoster {
  let output: Output | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let aborts = 0;

  async function send(
    body: Uint8Array,
    gzip: boolean,
    batch: { signal: number; count: number },
    asked: number,
  ): Promise<Outcome> {
    output ??= await opening;
    const to = output;
    if (!to) return { kind: 'rejected', reason: 'the output is not open' };
    if (asked !== aborts) return { kind: 'retryable', reason: 'aborted' };
    const signal = signals[batch.signal];
    if (signal === undefined) return { kind: 'rejected', reason: 'not readable' };
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<Outcome>((resolve) => {
      late = setTimeout(() => {
        to.abort?.();
        late = setTimeout(
          () => resolve({ kind: 'retryable', reason: 'timeout' }),
          LAST_PATIENCE_MS,
        );
      }, PATIENCE_MS);
    });
    try {
      const plain = gzip ? await unzip(body, { maxOutputLength: BODY_BYTES }) : body;
      return await Promise.race([to.send({ signal, count: batch.count, body: plain }), tooLate]);
    } catch {
      return { kind: 'rejected', reason: 'not readable' };
    } finally {
      clearTimeout(late);
    }
  }

  return {
    post(_endpoint, body, gzip, batch) {
      const asked = aborts;
      const result = turn.then(() => send(body, gzip, batch, asked));
      turn = result;
      return result;
    },
    abort() {
      aborts++;
      output?.abort?.();
    },
    async close() {
      this.abort();
      await output?.close().catch(() => {});
    },
  };
}

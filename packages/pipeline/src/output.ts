import type { Signal } from './lane.js';
import type { OutputOptions } from './outputs/output-options.js';
import type { Outcome } from './post.js';
import type { Warn } from './warn.js';

/** What an output gets. */
export interface OutputBatch {
  signal: Signal;
  /** Records in it; for `metrics`, samples of the registry. */
  count: number;
  /**
   * The body of `POST /v1/…` in OTLP protobuf, not compressed: decode it with `decodeLogs`,
   * `decodeTraces` or `decodeMetrics` where bytes are not enough. Not to be changed, and not to be
   * kept past the end of `send`: its memory is used again.
   */
  body: Uint8Array;
}

/**
 * A place that records go to, beside the OTLP receiver or instead of it. Runs in the lane's worker.
 * Each output has a queue, a breaker and a part of the spool of its own, which are the lane's: an
 * output only sends, and says how that ended. Batches of one signal may come while others are under
 * way, up to {@link Output.parallel}.
 */
export interface Output {
  /** Names it in the ledger, in warnings and in the spool's folder: `[a-z0-9-]{1,40}`, no secret. */
  readonly name: string;
  /** Batches that may be under way at a time, 1 by default: then they come in their order. */
  readonly parallel?: number;
  /**
   * Never throws and never rejects. `retryable` puts the batch into the output's spool, whence it comes
   * again after a pause; `rejected` counts it as dropped; `delivered` may say how many records of it
   * were refused.
   */
  send(batch: OutputBatch): Promise<Outcome>;
  /** Ends what is under way, as `retryable`: an end of the process does not wait any longer. */
  abort?(): void;
  /** After the last batch. What takes longer than a moment is cut off. */
  close(): Promise<void>;
}

/** Makes the outputs that are set, in the worker; a setting that can't be used is one warning. */
export type OpenOutput = (options: OutputOptions, warn: Warn) => Promise<Output | undefined>;

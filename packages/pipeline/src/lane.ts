import type { InstrumentationScope, LogRecord, Metric, Resource, Span } from '@sonde/otlp';

/** What a record is. `errors` travel to the logs endpoint, in a queue of a higher priority. */
export type Signal = 'logs' | 'errors' | 'traces' | 'metrics';

/**
 * How a record is written, always as one JSON text without a line break. `line`: a log line in the
 * fields of `docs/fields.md`, for `logs` and `errors`; the worker maps it to an OTLP LogRecord.
 * `otlp`: a {@link LogEnvelope}, {@link SpanRecord} or {@link MetricsRecord}, by signal.
 */
export type Shape = 'line' | 'otlp';

export interface LogEnvelope {
  scope: InstrumentationScope;
  logRecord: LogRecord;
  /** Only where it differs from the lane's own resource (the intake's page records). */
  resource?: Resource;
}

export interface SpanRecord {
  scope: InstrumentationScope;
  span: Span;
  /** Only where it differs from the lane's own resource (the intake's page spans). */
  resource?: Resource;
}

export interface MetricsRecord {
  scope: InstrumentationScope;
  metrics: Metric[];
}

/** Why a record was dropped. The set is closed, so that it can be a label. */
export type DropReason =
  | 'ring_full'
  | 'too_large'
  | 'invalid'
  | 'rejected'
  | 'spool_full'
  | 'spool_expired'
  | 'spool_error'
  | 'closed';

export interface SignalLedger {
  /** Records that `offer` was called with, and those that were adopted. */
  accepted: number;
  /**
   * The part of `accepted` that an ended process had left in its spool. There it was counted as
   * accepted and, at its end, as queued. Absent while none.
   */
  adopted?: number;
  /** Records that the receiver acknowledged. */
  delivered: number;
  dropped: Partial<Record<DropReason, number>>;
  /** Records in the ring, in the worker and in the spool. */
  queued: number;
}

/** For every signal, at every moment: accepted = delivered + dropped + queued. */
export interface Ledger {
  signals: Record<Signal, SignalLedger>;
  /** Of the bodies that the receiver took, as sent. */
  deliveredBytes?: Record<Signal, number>;
  retries: number;
  /** Bytes of the disk spool. */
  spoolBytes: number;
  /** Milliseconds since the epoch; absent before the first. */
  lastSuccess?: number;
  /**
   * How long the oldest record that is queued has waited, in milliseconds; absent while none waits.
   * What waits on disk counts from when the disk was last empty, or from this start.
   */
  oldestMs?: number;
  /**
   * The books of each output beside the first, by its name, under the same law: `accepted` is what
   * reached it out of the ring. `signals` are those of the first. Absent where there is but one.
   */
  outputs?: Record<string, Record<Signal, SignalLedger>>;
}

export interface Lane {
  /**
   * Hands one record over. Never throws, never waits.
   *
   * @param shape `line` by default for `logs` and `errors`; always `otlp` for the other two.
   * @param level pino's level number (10 to 60); decides who goes first when the ring is full.
   * @returns false if the record was dropped; the ledger says why.
   */
  offer(signal: Signal, json: string, level?: number, shape?: Shape): boolean;
  /**
   * Hands over a span that is encoded already. Never throws, never waits. Absent where every record
   * has to be text: with durability `process`.
   *
   * @param traces an OTLP `TracesData` message in protobuf, with one span and its scope and without a
   * resource. It is copied.
   * @returns as `offer` does.
   */
  offerSpan?(traces: Buffer): boolean;
  /** Resolves when all that was offered before is delivered or in the spool, or at the deadline. */
  flush(deadlineMs?: number): Promise<boolean>;
  /** The same while blocking the thread: for `exit` and signals only. */
  flushSync(deadlineMs?: number): boolean;
  ledger(): Ledger;
  /** Flushes, stops the worker, frees the spool's lock. Records offered later count as `closed`. */
  close(deadlineMs?: number): Promise<void>;
}

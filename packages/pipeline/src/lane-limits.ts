/** Bounds and times of the lane that are no options, in one table. */
export const laneLimits: {
  readonly recordBytes: number;
  readonly stringBytes: number;
  readonly minRingBytes: number;
  readonly maxRingBytes: number;
  readonly batchBytes: number;
  readonly batchRecords: number;
  readonly batchAgeMs: number;
  readonly sliceMs: number;
  readonly inFlight: number;
  readonly pendingBatches: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxRetryAfterMs: number;
  readonly answerBytes: number;
  readonly segmentBytes: number;
  readonly spoolAgeMs: number;
  readonly endShare: number;
  readonly restartMs: number;
  readonly maxRestartMs: number;
} = {
  /** One record, UTF-8. */
  recordBytes: 262_144,
  /** One string of a record that is too large, before the record itself is cut. */
  stringBytes: 16_384,
  minRingBytes: 1_048_576,
  maxRingBytes: 1_073_741_824,
  /** Of a body before compression; one record may pass it. */
  batchBytes: 1_000_000,
  batchRecords: 8192,
  /** How long the first record of a batch waits for company. */
  batchAgeMs: 200,
  /** How long the worker reads the ring before it looks after its sockets. */
  sliceMs: 8,
  /** Requests at a time, for each endpoint. */
  inFlight: 3,
  /** Batches that wait for a request before the worker stops reading the ring. */
  pendingBatches: 6,
  backoffMs: 250,
  maxBackoffMs: 10_000,
  maxRetryAfterMs: 60_000,
  answerBytes: 65_536,
  segmentBytes: 4_194_304,
  spoolAgeMs: 3 * 24 * 3_600_000,
  /** The share of an end's deadline that a receiver may take to answer; then it is the spool's. */
  endShare: 0.5,
  restartMs: 100,
  maxRestartMs: 10_000,
};

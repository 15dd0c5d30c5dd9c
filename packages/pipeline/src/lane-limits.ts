/** Bounds and times of the lane that are no options, in one table. */
export const laneLimits: {
  readonly recordBytes: number;
  readonly stringBytes: number;
  readonly minRingBytes: number;
  readonly maxRingBytes: number;
  readonly packShare: number;
  readonly blockBytes: number;
  readonly blockRecords: number;
  readonly waitMs: number;
  readonly waitSliceMs: number;
  readonly durableWaitMs: number;
  readonly fruitlessMs: number;
  readonly spillShare: number;
  readonly stalledShare: number;
  readonly stalledMs: number;
  readonly batchBytes: number;
  readonly batchRecords: number;
  readonly worthBytes: number;
  readonly batchAgeMs: number;
  readonly safeMs: number;
  readonly sliceMs: number;
  readonly heartbeatMs: number;
  readonly hangMs: number;
  readonly startMs: number;
  readonly manyDeaths: number;
  readonly deathsMs: number;
  readonly directMs: number;
  readonly tryAgainMs: number;
  readonly fsyncMs: number;
  readonly deadLetterBytes: number;
  readonly inFlight: number;
  readonly pendingBatches: number;
  readonly packing: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxRetryAfterMs: number;
  readonly answerBytes: number;
  readonly segmentBytes: number;
  readonly spoolAgeMs: number;
  readonly endShare: number;
  readonly rescueMs: number;
  readonly resumeMs: number;
  readonly restartMs: number;
  readonly maxRestartMs: number;
} = {
  /** One record, UTF-8. */
  recordBytes: 262_144,
  /** One string of a record that is too large, before the record itself is cut. */
  stringBytes: 16_384,
  minRingBytes: 1_048_576,
  maxRingBytes: 1_073_741_824,
  /** The share of the ring in use from which on records are packed into compressed blocks. */
  packShare: 0.375,
  /** Of a block before compression. */
  blockBytes: 131_072,
  blockRecords: 2048,
  /** How long the calls of one turn of the event loop may wait together for room in a full ring. */
  waitMs: 12,
  /** The longest wait of one call. */
  waitSliceMs: 5,
  /** The same for one call with durability `process`, however many calls there are. */
  durableWaitMs: 15,
  /** How long calls wait in all while the worker frees nothing; longer than a hung one takes to be replaced. */
  fruitlessMs: 1500,
  /** The share of the ring in use from which on batches go to disk that wait for a request. */
  spillShare: 0.75,
  /** The same while the receiver has taken nothing for `stalledMs`. */
  stalledShare: 0.125,
  stalledMs: 40,
  /** Of a body before compression; one record may pass it. */
  batchBytes: 507_904,
  batchRecords: 8192,
  /** Of a batch that goes without waiting for more, where nothing is under way. */
  worthBytes: 16_384,
  /** How long the first record of a batch waits for company. */
  batchAgeMs: 50,
  /** A record of that age is at the receiver or in the spool: what an end by SIGKILL may cost. */
  safeMs: 90,
  /** How long the worker reads the ring before it looks after its sockets. */
  sliceMs: 8,
  /** Requests at a time, for each endpoint. */
  inFlight: 3,
  /** Batches that wait for a request before the worker stops reading the ring. */
  pendingBatches: 2,
  /** Batches that are compressed at a time. */
  packing: 2,
  backoffMs: 250,
  maxBackoffMs: 10_000,
  maxRetryAfterMs: 60_000,
  answerBytes: 65_536,
  segmentBytes: 4_194_304,
  spoolAgeMs: 3 * 24 * 3_600_000,
  /** The share of an end's deadline that a receiver may take to answer; then it is the spool's. */
  endShare: 0.5,
  /** The part of an end's deadline that is kept for what the worker did not manage. */
  rescueMs: 1500,
  /** How long after the flush of an end nothing out of the spool is sent, if the process is still there. */
  resumeMs: 1000,
  heartbeatMs: 100,
  /** A worker that could have moved for so long, and has not, is ended and replaced. */
  hangMs: 700,
  /** The same before its first heartbeat. */
  startMs: 15_000,
  /** So many deaths within `deathsMs`, and records go from this thread to the spool. */
  manyDeaths: 5,
  deathsMs: 60_000,
  /** How often they do. */
  directMs: 50,
  /** When a worker is tried again after that. */
  tryAgainMs: 60_000,
  /** How long a write to the spool may wait for its fsync. */
  fsyncMs: 500,
  /** Of all batches together that a receiver refused for good. */
  deadLetterBytes: 16_777_216,
  restartMs: 50,
  maxRestartMs: 10_000,
};

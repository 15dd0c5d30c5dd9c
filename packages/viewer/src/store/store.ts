import type { LiveChanged, LiveIssue, LiveLogs, Status } from '../api.js';
import type { IssueChange, LogFilter, StoreQueries } from './queries.js';

export type OtlpSignal = 'logs' | 'traces' | 'metrics';
export type OtlpEncoding = 'protobuf' | 'json';

export interface StoreOptions {
  /** Where the files live, or `:memory:`. Made with mode 0700 if it isn't there. */
  folder: string;
  /** Bytes in use past which the oldest records go. */
  maxBytes: number;
  /** Milliseconds after their arrival past which records go. */
  maxAgeMs: number;
  /** Bytes of bodies that may wait to be stored. */
  maxQueuedBytes?: number;
  /** Told once each: what was set aside, a worker that was replaced. */
  onWarning?: (code: string, message: string) => void;
}

/** What became of the records of one body that could be read. */
export interface Ingested {
  stored: number;
  duplicates: number;
  invalid: number;
}

/**
 * - `malformed`: the body is not OTLP
 * - `queue_full`: too much waits already; to be sent again
 * - `store_failed`: it could not be written; to be sent again
 * - `closed`: the store is closing
 */
export type StoreErrorCode = 'malformed' | 'queue_full' | 'store_failed' | 'closed';

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}

/**
 * Where the viewer keeps what it receives. A record counts as stored when a crash of the process
 * can't lose it any more; one that came before is not stored twice.
 */
export interface Store {
  /**
   * Stores one OTLP body. The bytes are handed over: the caller's array may be empty afterwards.
   *
   * @throws StoreError
   */
  ingest(signal: OtlpSignal, encoding: OtlpEncoding, body: Uint8Array): Promise<Ingested>;
  /** @throws QueryError if a parameter can't be used, StoreError if the store can't answer. */
  query<K extends keyof StoreQueries>(
    name: K,
    query: Parameters<StoreQueries[K]>[0],
  ): Promise<ReturnType<StoreQueries[K]>>;
  status(): Promise<Status['store']>;
  /** New log records that fit, soon after they are stored. Returns how to end it. */
  follow(filter: LogFilter, listener: (news: LiveLogs) => void): () => void;
  /** What has news, at most once a second. Returns how to end it. */
  watch(listener: (changed: LiveChanged) => void): () => void;
  /** Issues that are new or have returned, once each. Returns how to end it. */
  watchIssues(listener: (issue: LiveIssue) => void): () => void;
  /** False if there is no such issue. @throws StoreError */
  changeIssue(fingerprint: string, change: IssueChange): Promise<boolean>;
  close(): Promise<void>;
}

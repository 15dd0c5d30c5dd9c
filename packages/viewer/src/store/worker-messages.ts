import type { LiveChanged, LiveIssue, LogRow } from '../api.js';
import type { IssueChange, LogFilter, StoreQueries } from './queries.js';
import type { OtlpEncoding, OtlpSignal, StoreErrorCode } from './store.js';

export interface WorkerSettings {
  /** `write` also reads where there is no file that a second connection could open. */
  role: 'write' | 'read';
  folder: string;
  maxBytes: number;
  maxAgeMs: number;
}

export type ToWorker =
  | { type: 'ingest'; id: number; signal: OtlpSignal; encoding: OtlpEncoding; body: Uint8Array }
  | { type: 'query'; id: number; name: keyof StoreQueries; query: unknown }
  | { type: 'status'; id: number }
  | { type: 'change-issue'; id: number; fingerprint: string; change: IssueChange }
  | { type: 'follow'; follower: number; filter: LogFilter }
  | { type: 'unfollow'; follower: number }
  | { type: 'reopen' }
  | { type: 'close'; id: number };

export interface WorkerFailure {
  code: StoreErrorCode | 'parameter';
  message: string;
  parameter?: string;
}

export type FromWorker =
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failure'; id: number; failure: WorkerFailure }
  | { type: 'ready'; setAside?: string }
  | { type: 'recovered'; setAside: string }
  | { type: 'news'; follower: number; logs: LogRow[]; skipped: number }
  | { type: 'issue'; issue: LiveIssue }
  | { type: 'changed'; changed: LiveChanged };

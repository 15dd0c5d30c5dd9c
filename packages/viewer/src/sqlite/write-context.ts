import type { DatabaseSync } from 'node:sqlite';
import type { KeyValue } from '@sonde/otlp';
import type { LogRow } from '../api.js';
import type { IssueTable } from './issue-table.js';
import type { ResourceTable } from './resource-table.js';
import type { RollupTable } from './rollup-table.js';
import type { TraceTable } from './trace-table.js';

/** What the three writers share while a transaction is open. */
export interface WriteContext {
  database: DatabaseSync;
  resources: ResourceTable;
  traces: TraceTable;
  rollups: RollupTable;
  issues: IssueTable;
  redactText(text: string): string;
  redactAttributes(list: KeyValue[]): KeyValue[];
  /** Milliseconds since the epoch. */
  now(): number;
  nowSeconds(): number;
  /** Called for each log record that was stored. */
  stored(row: () => LogRow): void;
  counts: { spans: number; logs: number; errors: number; metricPoints: number };
  changed: { traces: boolean; logs: boolean; issues: boolean; metrics: boolean };
}

/** What became of the records of one body. */
export interface IngestResult {
  stored: number;
  /** Records that stood here already: a sender repeats a batch whose answer it did not get. */
  duplicates: number;
  /** Records without what makes them one, such as a span without ids. */
  invalid: number;
}

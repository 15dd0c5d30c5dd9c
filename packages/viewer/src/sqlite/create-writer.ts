import type { DatabaseSync } from 'node:sqlite';
import type { LogsData, MetricsData, TracesData } from '@sonde/otlp';
import { createRedactor } from '@sonde/redaction';
import type { LiveChanged, LiveIssue, LogRow, Status } from '../api.js';
import type { IssueChange } from '../store/queries.js';
import { createIssueStates } from './issue-state.js';
import { createIssueTable } from './issue-table.js';
import { createResourceTable } from './resource-table.js';
import { createRetention } from './retention.js';
import { createRollupTable } from './rollup-table.js';
import { createTraceTable } from './trace-table.js';
import type { IngestResult, WriteContext } from './write-context.js';
import { createLogWriter } from './write-logs.js';
import { createMetricWriter } from './write-metrics.js';
import { createSpanWriter } from './write-spans.js';

export interface WriterOptions {
  maxBytes: number;
  maxAgeMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Called for each stored log record after its transaction; the row is made only when asked for. */
  onLog(row: LogRow): void;
  /** Called once for an issue that is new or has returned, after the transaction that made it so. */
  onIssue(issue: LiveIssue): void;
  /** Whether anybody wants `onLog`. */
  followed(): boolean;
}

export interface Writer {
  /** Runs `work` in one transaction: all of it is stored, or nothing. */
  transact(work: () => void): void;
  logs(data: LogsData): IngestResult;
  traces(data: TracesData): IngestResult;
  metrics(data: MetricsData): IngestResult;
  /** Deletes a slice of what is too old or too much; true while there is more. */
  maintain(): boolean;
  /** False if there is no such issue. */
  changeIssue(fingerprint: string, change: IssueChange): boolean;
  status(): Status['store'];
  /** What has changed since it was last asked. */
  takeChanged(): LiveChanged;
}

export function createWriter(database: DatabaseSync, options: WriterOptions): Writer {
  const redactor = createRedactor();
  const redactText = (text: string): string => redactor.text(text);
  const nowSeconds = (): number => Math.floor(options.now() / 1000);
  const count = (sql: string): number => Number(database.prepare(sql).get()?.['n'] ?? 0);
  let rows: (() => LogRow)[] = [];
  let issues: LiveIssue[] = [];
  const states = createIssueStates(
    database,
    () => options.now(),
    (issue) => issues.push(issue),
  );
  const context: WriteContext = {
    database,
    resources: createResourceTable(database, (list) => redactor.attributes(list), nowSeconds),
    traces: createTraceTable(database, nowSeconds),
    rollups: createRollupTable(database),
    issues: createIssueTable(database, nowSeconds, states),
    redactText,
    redactAttributes: (list) => redactor.attributes(list),
    now: () => options.now(),
    nowSeconds,
    stored(row) {
      if (options.followed()) rows.push(row);
    },
    counts: {
      spans: count('SELECT count(*) AS n FROM span_details'),
      logs: count('SELECT count(*) AS n FROM logs'),
      errors: count('SELECT coalesce(sum(count), 0) AS n FROM issues'),
      metricPoints: count('SELECT count(*) AS n FROM runtime'),
    },
    changed: { traces: false, logs: false, issues: false, metrics: false },
  };
  const logs = createLogWriter(context);
  const spans = createSpanWriter(context);
  const metrics = createMetricWriter(context);
  const retention = createRetention(database, {
    ...options,
    nowSeconds,
    removed(removed) {
      context.counts.spans -= removed.spans;
      context.counts.logs -= removed.logs;
      context.traces.reset();
    },
    swept() {
      context.issues.swept();
      context.resources.reset();
      context.rollups.reset();
    },
  });
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const oldest = database.prepare(
    'SELECT min(t) AS t FROM (SELECT min(time) AS t FROM logs UNION ALL ' +
      'SELECT min(start) FROM traces WHERE spans > 0)',
  );

  function transact(work: () => void): void {
    const before = { ...context.counts };
    begin.run();
    try {
      work();
      context.resources.flush();
      context.traces.flush();
      context.rollups.flush();
      commit.run();
    } catch (error) {
      rows = [];
      issues = [];
      Object.assign(context.counts, before);
      // SQLite has rolled back by itself after some errors, such as a full disk.
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const part of [context.resources, context.traces, context.rollups, context.issues]) {
        part.reset();
      }
      spans.reset();
      metrics.reset();
      throw error;
    }
    const stored = rows;
    rows = [];
    const told = issues;
    issues = [];
    for (const issue of told) options.onIssue(issue);
    for (const row of stored) options.onLog(row());
  }

  return {
    transact,
    logs: (data) => logs.write(data),
    traces: (data) => spans.write(data),
    metrics: (data) => metrics.write(data),
    maintain() {
      let more = false;
      transact(() => {
        more = retention.slice();
      });
      return more;
    },
    changeIssue(fingerprint, change) {
      let found = false;
      transact(() => {
        found = states.change(fingerprint, change);
        context.changed.issues ||= found;
      });
      return found;
    },
    status() {
      const first = oldest.get()?.['t'];
      return {
        bytes: retention.bytes(),
        maxBytes: options.maxBytes,
        maxAgeMs: options.maxAgeMs,
        ...(typeof first === 'number' ? { oldest: first / 1000 } : {}),
        ...context.counts,
      };
    },
    takeChanged() {
      const changed = { ...context.changed };
      context.changed.traces = false;
      context.changed.logs = false;
      context.changed.issues = false;
      context.changed.metrics = false;
      return changed;
    },
  };
}

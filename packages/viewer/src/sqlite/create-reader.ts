import type { DatabaseSync } from 'node:sqlite';
import type { StoreQueries } from '../store/queries.js';
import { queryIssue, queryIssues } from './query-issues.js';
import { queryLogs } from './query-logs.js';
import { queryPage } from './query-page.js';
import { queryIssueReasons, queryTraceReasons } from './query-reasons.js';
import { queryRuntime } from './query-runtime.js';
import { queryServices } from './query-services.js';
import { createSpanQueries } from './query-spans.js';
import { queryTrace, queryTraces } from './query-traces.js';

/** All questions, answered over one connection. */
export function createReader(database: DatabaseSync): StoreQueries {
  const spanQueries = createSpanQueries(database);
  return {
    services: (query) => queryServices(database, query),
    traces: (query) => queryTraces(database, query),
    trace({ traceId }) {
      const trace = queryTrace(database, traceId);
      return trace && { ...trace, ...spanQueries.extent(traceId) };
    },
    spans: (query) => spanQueries.spans(query),
    span: (query) => spanQueries.span(query),
    traceReasons: ({ traceId }) => queryTraceReasons(database, traceId),
    issueReasons: (query) => queryIssueReasons(database, query),
    logs: (query) => queryLogs(database, query),
    issues: (query) => queryIssues(database, query),
    issue: (query) => queryIssue(database, query),
    runtime: (query) => queryRuntime(database, query),
    page: (query) => queryPage(database, query),
  };
}

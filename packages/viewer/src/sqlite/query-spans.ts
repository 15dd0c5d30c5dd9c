import type { DatabaseSync } from 'node:sqlite';
import type { SpanAnswer, SpanRow, SpansAnswer } from '../api.js';
import { logsOfSpan } from './query-logs.js';
import { layOutSpans, type TreeRow, type TreeSpan } from './span-tree.js';

/** Rows of laid-out traces kept, of all traces together. */
const MAX_CACHED_ROWS = 200_000;
const MAX_SPANS = 100_000;
const MAX_RECORDS = 100;

interface StoredSpan extends TreeSpan {
  name: string;
  service: string;
  error: boolean;
  exceptions: number;
  summary: string | null;
  detail: number;
}

interface LaidOut {
  version: string;
  id: number;
  start: number;
  rows: TreeRow<StoredSpan>[];
  logs: Map<string, { logs: number; errors: number }>;
}

/** Answers windows of a waterfall; a trace is laid out once and then kept while it is looked at. */
export interface SpanQueries {
  spans(query: {
    traceId: string;
    offset: number;
    limit: number;
    collapsed: string[];
  }): SpansAnswer | undefined;
  span(query: { traceId: string; spanId: string }): SpanAnswer | undefined;
  /** Start and duration in milliseconds, clocks mended. */
  extent(traceId: string): { start: number; duration: number } | undefined;
}

export function createSpanQueries(database: DatabaseSync): SpanQueries {
  const findTrace = database.prepare(
    'SELECT id, start, spans, logs FROM traces WHERE trace_id = ? AND spans > 0',
  );
  const findSpans = database.prepare(
    'SELECT s.span_id, s.parent_id, s.resource, r.service, s.name, s.kind, s.start, s.duration, ' +
      's.error, s.exceptions, s.summary, s.detail FROM spans s JOIN resources r ON r.id = s.resource ' +
      `WHERE s.trace = ? LIMIT ${MAX_SPANS}`,
  );
  const countLogs = database.prepare(
    'SELECT span_id, count(*) AS n, sum(severity >= 17) AS errors FROM logs ' +
      'WHERE trace = ? AND span_id IS NOT NULL GROUP BY span_id',
  );
  const findDetail = database.prepare('SELECT json FROM span_details WHERE id = ?');
  const findResource = database.prepare('SELECT json FROM resources WHERE id = ?');
  const cache = new Map<string, LaidOut>();
  let cachedRows = 0;

  function forget(traceId: string): void {
    cachedRows -= cache.get(traceId)?.rows.length ?? 0;
    cache.delete(traceId);
  }

  function layOut(traceId: string): LaidOut | undefined {
    const trace = findTrace.get(traceId);
    if (trace === undefined) return undefined;
    const version = `${String(trace['id'])}.${String(trace['spans'])}.${String(trace['logs'])}`;
    const known = cache.get(traceId);
    if (known?.version === version) {
      cache.delete(traceId);
      cache.set(traceId, known);
      return known;
    }
    forget(traceId);
    const id = trace['id'] as number;
    const spans = findSpans.all(id).map(
      (row): StoredSpan => ({
        spanId: row['span_id'] as string,
        parentId: (row['parent_id'] as string | null) ?? undefined,
        resource: row['resource'] as number,
        service: row['service'] as string,
        name: row['name'] as string,
        kind: row['kind'] as number,
        start: row['start'] as number,
        duration: row['duration'] as number,
        error: row['error'] === 1,
        exceptions: row['exceptions'] as number,
        summary: row['summary'] as string | null,
        detail: row['detail'] as number,
      }),
    );
    const logs = new Map(
      countLogs
        .all(id)
        .map((row) => [
          row['span_id'] as string,
          { logs: row['n'] as number, errors: row['errors'] as number },
        ]),
    );
    const rows = layOutSpans(spans);
    const start = rows.reduce((first, row) => Math.min(first, row.start), Infinity);
    const laidOut: LaidOut = { version, id, start, rows, logs };
    cache.set(traceId, laidOut);
    cachedRows += rows.length;
    for (const old of cache.keys()) {
      if (cachedRows <= MAX_CACHED_ROWS || old === traceId) break;
      forget(old);
    }
    return laidOut;
  }

  function spanRow(trace: LaidOut, row: TreeRow<StoredSpan>): SpanRow {
    const { span } = row;
    const counted = trace.logs.get(span.spanId);
    const result: SpanRow = {
      spanId: span.spanId,
      depth: row.depth,
      descendants: row.descendants,
      name: span.name,
      service: span.service,
      kind: span.kind,
      offset: (row.start - trace.start) / 1000,
      duration: span.duration / 1e6,
      error: span.error,
      logs: counted?.logs ?? 0,
      errors: (counted?.errors ?? 0) + span.exceptions,
    };
    if (span.parentId !== undefined) result.parentSpanId = span.parentId;
    if (span.summary !== null) result.summary = span.summary;
    if (row.orphan) result.orphan = true;
    return result;
  }

  return {
    extent(traceId) {
      const trace = layOut(traceId);
      if (trace === undefined) return undefined;
      const end = trace.rows.reduce(
        (last, row) => Math.max(last, row.start + row.span.duration / 1000),
        trace.start,
      );
      return { start: trace.start / 1000, duration: (end - trace.start) / 1000 };
    },
    spans({ traceId, offset, limit, collapsed }) {
      const trace = layOut(traceId);
      if (trace === undefined) return undefined;
      const closed = new Set(collapsed);
      if (closed.size === 0) {
        const rows = trace.rows.slice(offset, offset + limit);
        return { total: trace.rows.length, offset, spans: rows.map((row) => spanRow(trace, row)) };
      }
      const spans: SpanRow[] = [];
      let total = 0;
      for (let index = 0; index < trace.rows.length; index++) {
        const row = trace.rows[index];
        if (row === undefined) break;
        if (total >= offset && spans.length < limit) spans.push(spanRow(trace, row));
        total++;
        if (closed.has(row.span.spanId)) index += row.descendants;
      }
      return { total, offset, spans };
    },
    span({ traceId, spanId }) {
      const trace = layOut(traceId);
      const row = trace?.rows.find((one) => one.span.spanId === spanId);
      if (trace === undefined || row === undefined) return undefined;
      const detail = JSON.parse(
        (findDetail.get(row.span.detail)?.['json'] as string) ?? '{}',
      ) as Pick<SpanAnswer, 'attributes' | 'events' | 'links' | 'scope'> & {
        statusMessage: string | null;
      };
      const { statusMessage, ...rest } = detail;
      const resource = findResource.get(row.span.resource)?.['json'];
      return {
        ...spanRow(trace, row),
        ...rest,
        ...(statusMessage ? { statusMessage } : {}),
        traceId,
        start: row.start / 1000,
        resource: JSON.parse(typeof resource === 'string' ? resource : '{}') as Record<
          string,
          unknown
        >,
        records: logsOfSpan(database, trace.id, spanId, MAX_RECORDS),
      };
    },
  };
}

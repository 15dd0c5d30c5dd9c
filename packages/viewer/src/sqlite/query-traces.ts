import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { TraceAnswer, TraceSummary, TracesAnswer } from '../api.js';
import type { TracesQuery } from '../store/queries.js';
import { matchQuery, parseSearch } from './full-text.js';
import { readCursor, writeCursor } from './window-cursor.js';

/** Traces that a text search looks at; the newest count. */
const MAX_MATCHED = 20_000;

type Row = Record<string, unknown>;

function traceSummary(row: Row): TraceSummary {
  const services = JSON.parse(row['services'] as string) as Record<string, number>;
  const summary: TraceSummary = {
    traceId: row['trace_id'] as string,
    name: row['name'] as string,
    service: row['service'] as string,
    start: (row['start'] as number) / 1000,
    duration: Math.max(0, (row['end'] as number) - (row['start'] as number)) / 1000,
    spans: row['spans'] as number,
    errors: row['errors'] as number,
    logs: row['logs'] as number,
    services: Object.entries(services)
      .map(([name, spans]) => ({ name, spans }))
      .toSorted((a, b) => b.spans - a.spans),
  };
  if (typeof row['status'] === 'number') summary.status = row['status'];
  return summary;
}

export function queryTraces(database: DatabaseSync, query: TracesQuery): TracesAnswer {
  const where = ['spans > 0', 'start BETWEEN ? AND ?'];
  const values: SQLInputValue[] = [Math.floor(query.from * 1000), Math.ceil(query.to * 1000)];
  const add = (condition: string, ...bound: SQLInputValue[]): void => {
    where.push(condition);
    values.push(...bound);
  };
  if (query.service !== undefined)
    add('instr(services, ?) > 0', `${JSON.stringify(query.service)}:`);
  if (query.route !== undefined) add('instr(routes, ?) > 0', JSON.stringify(query.route));
  if (query.errorsOnly) add('errors > 0');
  if (query.minMs !== undefined) add('end - start >= ?', query.minMs * 1000);
  if (query.maxMs !== undefined) add('end - start <= ?', query.maxMs * 1000);
  if (query.q !== undefined && query.q.trim() !== '') {
    const q = query.q.trim().toLowerCase();
    const match = matchQuery(parseSearch(query.q));
    if (/^[\da-f]{6,32}$/.test(q))
      add('trace_id BETWEEN ? AND ?', q.padEnd(32, '0'), q.padEnd(32, 'f'));
    else if (match !== '') {
      add(
        'id IN (SELECT d.trace FROM spans_text f CROSS JOIN span_details d ON d.id = f.rowid ' +
          `WHERE spans_text MATCH ? ORDER BY f.rowid DESC LIMIT ${MAX_MATCHED})`,
        match,
      );
    }
  }
  const cursor = readCursor(query.cursor);
  if (cursor !== undefined) add('(start, id) < (?, ?)', cursor.value, cursor.id);
  const rows = database
    .prepare(
      `SELECT * FROM traces WHERE ${where.join(' AND ')} ORDER BY start DESC, id DESC LIMIT ?`,
    )
    .all(...values, query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const answer: TracesAnswer = { traces: shown.map(traceSummary) };
  const last = shown.at(-1);
  if (rows.length > query.limit && last !== undefined) {
    answer.next = writeCursor({ value: last['start'] as number, id: last['id'] as number });
  }
  return answer;
}

export function queryTrace(database: DatabaseSync, traceId: string): TraceAnswer | undefined {
  const row = database
    .prepare('SELECT * FROM traces WHERE trace_id = ? AND spans > 0')
    .get(traceId);
  if (row === undefined) return undefined;
  const issues = database
    .prepare(
      'SELECT DISTINCT i.fingerprint, i.type, i.message FROM issue_events e ' +
        'JOIN issues i ON i.id = e.issue WHERE e.trace_id = ? LIMIT 50',
    )
    .all(traceId)
    .map((issue) => ({
      fingerprint: issue['fingerprint'] as string,
      title: `${String(issue['type'])}: ${String(issue['message']).slice(0, 200)}`,
    }));
  return { ...traceSummary(row), issues };
}

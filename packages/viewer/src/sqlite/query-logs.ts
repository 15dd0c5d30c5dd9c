import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Level, LogRow, LogsAnswer } from '../api.js';
import type { LogsQuery } from '../store/queries.js';
import { matchQuery, splitSearch } from './full-text.js';
import { isFinestKept, ROLLUP_STEPS } from './rollup-table.js';
import { readCursor, writeCursor } from './window-cursor.js';
import { levelOfSeverity, severityOfLevel } from './write-logs.js';

const BUCKETS = 60;
/** A search that matches more counts the newest of them only. */
const MAX_COUNTED = 100_000;

const COLUMNS =
  'l.id, l.time, l.severity, l.service, l.body, l.attributes, l.span_id, t.trace_id, i.fingerprint ' +
  'FROM logs l LEFT JOIN traces t ON t.id = l.trace LEFT JOIN issues i ON i.id = l.issue ';

type Row = Record<string, unknown>;

export function logRow(row: Row): LogRow {
  const result: LogRow = {
    id: String(row['id']),
    time: (row['time'] as number) / 1000,
    level: levelOfSeverity(row['severity'] as number),
    service: row['service'] as string,
    message: row['body'] as string,
    attributes: JSON.parse(row['attributes'] as string) as Record<string, unknown>,
  };
  if (typeof row['trace_id'] === 'string') result.traceId = row['trace_id'];
  if (typeof row['span_id'] === 'string') result.spanId = row['span_id'];
  if (typeof row['fingerprint'] === 'string') result.fingerprint = row['fingerprint'];
  return result;
}

/** Records of one span, oldest first. */
export function logsOfSpan(
  database: DatabaseSync,
  trace: number,
  spanId: string,
  limit: number,
): LogRow[] {
  return database
    .prepare(`SELECT ${COLUMNS} WHERE l.trace = ? AND l.span_id = ? ORDER BY l.time, l.id LIMIT ?`)
    .all(trace, spanId, limit)
    .map(logRow);
}

export function queryLogs(database: DatabaseSync, query: LogsQuery): LogsAnswer {
  const { terms, filter } = splitSearch(query);
  const from = Math.floor(query.from * 1000);
  const to = Math.ceil(query.to * 1000);
  const where = ['l.time BETWEEN ? AND ?'];
  const values: SQLInputValue[] = [from, to];
  if (filter.level !== undefined) {
    const lowest = severityOfLevel(filter.level);
    // The planner takes the index of severe records only where its own condition stands here too.
    where.push(
      lowest >= 13 ? `l.severity >= 13 AND l.severity >= ${lowest}` : `l.severity >= ${lowest}`,
    );
  }
  if (filter.service !== undefined) {
    where.push('l.service = ?');
    values.push(filter.service);
  }
  if (filter.traceId !== undefined) {
    where.push('l.trace = (SELECT id FROM traces WHERE trace_id = ?)');
    values.push(filter.traceId.toLowerCase());
  }
  if (filter.spanId !== undefined) {
    where.push('l.span_id = ?');
    values.push(filter.spanId.toLowerCase());
  }
  const match = matchQuery(terms, 'attributes');
  const answer =
    match === ''
      ? byTime(database, query, where, values)
      : byText(database, query, match, where, values, from, to);
  if (query.histogram) {
    const narrowed = match !== '' || filter.traceId !== undefined || filter.spanId !== undefined;
    answer.histogram = {
      from: query.from,
      to: query.to,
      buckets: histogram(database, query, narrowed ? match : undefined, where, values, from, to),
    };
  }
  return answer;
}

function byTime(
  database: DatabaseSync,
  query: LogsQuery,
  where: string[],
  values: SQLInputValue[],
): LogsAnswer {
  const cursor = readCursor(query.cursor);
  const conditions = [...where];
  const bound = [...values];
  if (cursor !== undefined) {
    conditions.push(`(l.time, l.id) ${query.order === 'asc' ? '>' : '<'} (?, ?)`);
    bound.push(cursor.value, cursor.id);
  }
  const direction = query.order === 'asc' ? 'ASC' : 'DESC';
  const rows = database
    .prepare(
      `SELECT ${COLUMNS} WHERE ${conditions.join(' AND ')} ` +
        `ORDER BY l.time ${direction}, l.id ${direction} LIMIT ?`,
    )
    .all(...bound, query.limit + 1);
  return windowOf(rows, query.limit, (row) => ({
    value: row['time'] as number,
    id: row['id'] as number,
  }));
}

/** A search walks its matches by order of arrival, which the index gives without sorting them all. */
function byText(
  database: DatabaseSync,
  query: LogsQuery,
  match: string,
  where: string[],
  values: SQLInputValue[],
  from: number,
  to: number,
): LogsAnswer {
  const cursor = readCursor(query.cursor);
  const [lowest, highest] = idBounds(database, from, to);
  if (lowest === undefined || highest === undefined) return { logs: [] };
  const ascending = query.order === 'asc';
  const first = ascending && cursor !== undefined ? Math.max(lowest, cursor.id + 1) : lowest;
  const last = !ascending && cursor !== undefined ? Math.min(highest, cursor.id - 1) : highest;
  const direction = ascending ? 'ASC' : 'DESC';
  const rows = database
    .prepare(
      `SELECT ${COLUMNS.replace('FROM logs l', 'FROM logs_text f CROSS JOIN logs l ON l.id = f.rowid')} ` +
        `WHERE logs_text MATCH ? AND f.rowid BETWEEN ? AND ? AND ${where.join(' AND ')} ` +
        `ORDER BY f.rowid ${direction} LIMIT ?`,
    )
    .all(match, first, last, ...values, query.limit + 1);
  const answer = windowOf(rows, query.limit, (row) => ({ value: 0, id: row['id'] as number }));
  const sign = ascending ? 1 : -1;
  answer.logs.sort((a, b) => sign * (a.time - b.time || Number(a.id) - Number(b.id)));
  return answer;
}

function windowOf(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => { value: number; id: number },
): LogsAnswer {
  const shown = rows.slice(0, limit);
  const answer: LogsAnswer = { logs: shown.map(logRow) };
  const last = shown.at(-1);
  if (rows.length > limit && last !== undefined) answer.next = writeCursor(cursorOf(last));
  return answer;
}

function idBounds(
  database: DatabaseSync,
  from: number,
  to: number,
): [number | undefined, number | undefined] {
  const row = database
    .prepare(
      'SELECT min(id) AS low, max(id) AS high FROM logs INDEXED BY logs_time WHERE time BETWEEN ? AND ?',
    )
    .get(from, to);
  return [
    (row?.['low'] as number | null) ?? undefined,
    (row?.['high'] as number | null) ?? undefined,
  ];
}

function histogram(
  database: DatabaseSync,
  query: LogsQuery,
  match: string | undefined,
  where: string[],
  values: SQLInputValue[],
  from: number,
  to: number,
): Record<Level, number>[] {
  const buckets = Array.from({ length: BUCKETS }, () => ({
    trace: 0,
    debug: 0,
    info: 0,
    warn: 0,
    error: 0,
    fatal: 0,
  }));
  const width = Math.max(1, (to - from) / BUCKETS);
  const add = (time: number, level: Level, n: number): void => {
    const bucket = buckets[Math.min(BUCKETS - 1, Math.max(0, Math.floor((time - from) / width)))];
    if (bucket !== undefined) bucket[level] += n;
  };
  const step = ROLLUP_STEPS.findLast(
    (seconds) => width >= seconds * 1e6 && (seconds > ROLLUP_STEPS[0] || isFinestKept(query.from)),
  );
  if (match === undefined && step !== undefined) {
    const { filter } = splitSearch(query);
    const rows = database
      .prepare(
        'SELECT r.bucket, s.labels, sum(r.n) AS n FROM rollups r JOIN series s ON s.id = r.series ' +
          "WHERE s.kind = 'logs' AND r.step = ? AND r.bucket BETWEEN ? AND ? GROUP BY 1, 2",
      )
      .all(step, Math.floor(from / 1e6 / step) * step, Math.floor(to / 1e6));
    const lowest = filter.level === undefined ? 0 : severityOfLevel(filter.level);
    for (const row of rows) {
      const [service, level] = JSON.parse(row['labels'] as string) as [string, Level];
      if (filter.service !== undefined && service !== filter.service) continue;
      if (severityOfLevel(level) < lowest) continue;
      add((row['bucket'] as number) * 1e6, level, row['n'] as number);
    }
    return buckets;
  }
  const searched = match !== undefined && match !== '';
  const source = searched
    ? 'logs_text f CROSS JOIN logs l ON l.id = f.rowid WHERE logs_text MATCH ? AND'
    : 'logs l INDEXED BY logs_time WHERE';
  const plain =
    !searched && where.length === (splitSearch(query).filter.level === undefined ? 1 : 2);
  const rows = database
    .prepare(
      `SELECT b, level, count(*) AS n FROM (SELECT CAST((l.time - ${from}) / ${width} AS INTEGER) AS b, ` +
        `(l.severity - 1) / 4 AS level FROM ` +
        `${plain || searched ? source : 'logs l WHERE'} ${where.join(' AND ')} ` +
        `${searched ? 'ORDER BY f.rowid DESC' : ''} LIMIT ${MAX_COUNTED}) GROUP BY 1, 2`,
    )
    .all(...(searched ? [match] : []), ...values);
  for (const row of rows) {
    const level = levelOfSeverity((row['level'] as number) * 4 + 1);
    add(from + (row['b'] as number) * width, level, row['n'] as number);
  }
  return buckets;
}

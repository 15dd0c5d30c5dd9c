import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { sharedFrames } from '@sonde/errors';
import type { IssueAnswer, IssueError, IssueSummary, IssuesAnswer } from '../api.js';
import type { IssuesQuery, TimeWindow } from '../store/queries.js';
import { issueStateOf, stateCondition } from './issue-state.js';
import { querySimilarIssues } from './query-similar-issues.js';
import { queryTrail } from './query-trail.js';
import { emptySpark, SPARK_BUCKETS } from './read-rollups.js';
import { rollupStepFor } from './rollup-table.js';
import { readCursor, writeCursor } from './window-cursor.js';

const MAX_EVENTS = 50;

type Row = Record<string, unknown>;

function sparkOf(database: DatabaseSync, fingerprint: string, window: TimeWindow): number[] {
  const spark = emptySpark();
  const step = rollupStepFor(window);
  const from = Math.floor(window.from / 1000);
  const width = Math.max(1, (window.to - window.from) / 1000 / SPARK_BUCKETS);
  const rows = database
    .prepare(
      'SELECT bucket, n FROM rollups WHERE step = ? AND bucket BETWEEN ? AND ? AND slot = 0 AND ' +
        "series = (SELECT id FROM series WHERE kind = 'issue' AND labels = ?)",
    )
    .all(
      step,
      Math.floor(from / step) * step,
      Math.floor(window.to / 1000),
      JSON.stringify([fingerprint]),
    );
  for (const row of rows) {
    const part = Math.floor(((row['bucket'] as number) - from) / width);
    const index = Math.min(SPARK_BUCKETS - 1, Math.max(0, part));
    spark[index] = (spark[index] ?? 0) + (row['n'] as number);
  }
  return spark;
}

function summary(database: DatabaseSync, row: Row, window: TimeWindow): IssueSummary {
  const fingerprint = row['fingerprint'] as string;
  return {
    fingerprint,
    state: issueStateOf(row, Date.now()),
    ...textAs('stateRelease', row['decided_release']),
    ...textAs('firstRelease', row['first_release']),
    ...textAs('lastRelease', row['last_release']),
    ...(typeof row['muted_until'] === 'number' ? { mutedUntil: row['muted_until'] / 1000 } : {}),
    type: row['type'] as string,
    message: row['message'] as string,
    service: row['service'] as string,
    source: row['source'] === 'browser' ? 'browser' : 'server',
    handled: row['handled'] === 1,
    count: row['count'] as number,
    users: row['users'] as number,
    sessions: row['sessions'] as number,
    firstSeen: (row['first'] as number) / 1000,
    lastSeen: (row['last'] as number) / 1000,
    ...(typeof row['culprit'] === 'string' ? { culprit: row['culprit'] } : {}),
    spark: sparkOf(database, fingerprint, window),
  };
}

function textAs<K extends string>(name: K, value: unknown): { [P in K]?: string } {
  return typeof value === 'string' ? ({ [name]: value } as { [P in K]?: string }) : {};
}

export function queryIssues(
  database: DatabaseSync,
  query: IssuesQuery & { source?: 'browser' },
): IssuesAnswer {
  const where = ['last >= ?', 'first <= ?'];
  const values: SQLInputValue[] = [Math.floor(query.from * 1000), Math.ceil(query.to * 1000)];
  if (query.service !== undefined) {
    where.push('service = ?');
    values.push(query.service);
  }
  if (query.source !== undefined) {
    where.push('source = ?');
    values.push(query.source);
  }
  if (query.state !== undefined) {
    where.push(stateCondition(query.state, Date.now()));
  }
  if (query.q !== undefined) {
    for (const word of query.q.trim().split(/\s+/).slice(0, 8)) {
      if (word === '') continue;
      where.push("instr(lower(type || ' ' || message || ' ' || coalesce(culprit, '')), ?) > 0");
      values.push(word.toLowerCase());
    }
  }
  const cursor = readCursor(query.cursor);
  if (cursor !== undefined) {
    where.push('(last, id) < (?, ?)');
    values.push(cursor.value, cursor.id);
  }
  const rows = database
    .prepare(
      `SELECT * FROM issues WHERE ${where.join(' AND ')} ORDER BY last DESC, id DESC LIMIT ?`,
    )
    .all(...values, query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const answer: IssuesAnswer = { issues: shown.map((row) => summary(database, row, query)) };
  const last = shown.at(-1);
  if (rows.length > query.limit && last !== undefined) {
    answer.next = writeCursor({ value: last['last'] as number, id: last['id'] as number });
  }
  return answer;
}

export function queryIssue(
  database: DatabaseSync,
  query: { fingerprint: string } & TimeWindow,
): IssueAnswer | undefined {
  const row = database.prepare('SELECT * FROM issues WHERE fingerprint = ?').get(query.fingerprint);
  if (row === undefined) return undefined;
  const id = row['id'] as number;
  const tallies = (kind: string): { label: string; n: number }[] =>
    database
      .prepare(
        'SELECT label, n FROM issue_tallies WHERE issue = ? AND kind = ? ORDER BY n DESC LIMIT 50',
      )
      .all(id, kind)
      .map((tally) => ({ label: tally['label'] as string, n: tally['n'] as number }));
  const events = database
    .prepare(`SELECT * FROM issue_events WHERE issue = ? ORDER BY time DESC LIMIT ${MAX_EVENTS}`)
    .all(id)
    .map((event) => {
      const attributes = JSON.parse(event['attributes'] as string) as Record<string, unknown>;
      const { 'sonde.error.trail': trail, ...rest } = attributes;
      return { event, rest, trail: queryTrail(database, event, trail) };
    })
    .map(({ event, rest, trail }) => ({
      id: String(event['id']),
      time: (event['time'] as number) / 1000,
      count: event['count'] as number,
      ...(typeof event['trace_id'] === 'string' ? { traceId: event['trace_id'] } : {}),
      ...(typeof event['span_id'] === 'string' ? { spanId: event['span_id'] } : {}),
      chain: withShared(JSON.parse(event['chain'] as string) as IssueError[]),
      trail,
      attributes: rest,
    }));
  return {
    ...summary(database, row, query),
    because: row['because'] as string,
    similar: querySimilarIssues(database, row),
    versions: tallies('version').map((tally) => tally.label),
    routes: tallies('route').map((tally) => ({ route: tally.label, count: tally.n })),
    events,
  };
}

/** A cause stands within the error before it, a member within the first. */
function withShared(chain: IssueError[]): IssueError[] {
  return chain.map((link, at) => {
    const around = link.relation === 'cause' ? chain[at - 1] : chain[0];
    if (at === 0 || around === undefined) return link;
    const shared = sharedFrames(link.frames, around.frames);
    return shared > 0 ? { ...link, shared } : link;
  });
}

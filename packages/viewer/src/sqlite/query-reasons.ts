import type { DatabaseSync } from 'node:sqlite';
import type { ReasonsAnswer } from '../api.js';
import { explainIssue } from '../explain/explain-issue.js';
import { explainTrace } from '../explain/explain-trace.js';
import { placeOf } from '../explain/loop-delays.js';
import type { BlockFacts, SpanFacts, TraceFacts } from '../explain/trace-facts.js';
import type { TimeWindow } from '../store/queries.js';
import { BLOCK_EVENT } from './block-table.js';
import { numberOf, textOf } from './plain-attributes.js';
import { queryIssue } from './query-issues.js';
import { profilesAround } from './query-profiles.js';
import { rollupStepFor } from './rollup-table.js';
import { routeOf, SPAN_KIND } from './span-facts.js';
import { addToSlots, percentileOf, type Slots } from './value-slots.js';

/** Spans that are looked at; the earliest count. */
const MAX_SPANS = 5000;
const MAX_BLOCKS = 100;
const MAX_ROUTES = 20;
/** What is usual, is so within this before the trace. */
const USUAL_MS = 6 * 3_600_000;
/** A block told by a record, as far before a trace as it may last. */
const BLOCK_BEFORE_MS = 60_000;

type Attributes = Record<string, unknown>;

function spansOf(database: DatabaseSync, trace: number): SpanFacts[] {
  return database
    .prepare(
      'SELECT s.span_id, s.parent_id, s.name, s.kind, s.start, s.duration, s.error, r.service, ' +
        'r.instance, d.json FROM spans s JOIN resources r ON r.id = s.resource ' +
        `JOIN span_details d ON d.id = s.detail WHERE s.trace = ? ORDER BY s.start LIMIT ${MAX_SPANS}`,
    )
    .all(trace)
    .map((row) => {
      const detail = JSON.parse(row['json'] as string) as {
        attributes: Attributes;
        events: SpanFacts['events'];
        statusMessage: string | null;
      };
      const start = (row['start'] as number) / 1000;
      const facts: SpanFacts = {
        spanId: row['span_id'] as string,
        name: row['name'] as string,
        service: row['service'] as string,
        instance: row['instance'] as string,
        kind: row['kind'] as number,
        start,
        end: start + (row['duration'] as number) / 1e6,
        error: row['error'] === 1,
        attributes: detail.attributes,
        events: detail.events,
      };
      if (typeof row['parent_id'] === 'string') facts.parentId = row['parent_id'];
      if (detail.statusMessage !== null) facts.statusMessage = detail.statusMessage;
      return facts;
    });
}

function blocksAround(database: DatabaseSync, spans: readonly SpanFacts[]): BlockFacts[] {
  const from = Math.min(...spans.map(({ start }) => start)) - BLOCK_BEFORE_MS;
  const to = Math.max(...spans.map(({ end }) => end));
  const instances = new Set(spans.map(({ instance }) => instance));
  const record = database.prepare(
    'SELECT attributes FROM logs WHERE resource = ? AND time = ? AND severity >= 13 LIMIT 5',
  );
  return database
    .prepare(
      'SELECT b.resource, b.time, b.duration, b.trace_id, b.function, r.service, r.instance ' +
        'FROM blocks b JOIN resources r ON r.id = b.resource WHERE b.time BETWEEN ? AND ? ' +
        `AND b.function IS NOT NULL ORDER BY b.duration DESC LIMIT ${MAX_BLOCKS}`,
    )
    .all(Math.floor(from * 1000), Math.ceil(to * 1000))
    .filter((row) => instances.has(row['instance'] as string))
    .map((row) => {
      const block: BlockFacts = {
        start: (row['time'] as number) / 1000,
        duration: row['duration'] as number,
        service: row['service'] as string,
        instance: row['instance'] as string,
      };
      if (typeof row['trace_id'] === 'string') block.traceId = row['trace_id'];
      if (row['function']) block.function = row['function'] as string;
      for (const log of record.all(row['resource'] as number, row['time'] as number)) {
        const attributes = JSON.parse(log['attributes'] as string) as Attributes;
        if (attributes['event.name'] !== BLOCK_EVENT) continue;
        const share = numberOf(attributes, 'sonde.block.gc');
        if (share !== undefined) block.gcShare = share;
        const profile = textOf(attributes, 'sonde.profile.file');
        if (profile !== undefined) block.profile = profile;
        const place = placeOf(attributes);
        if (place !== undefined) block.function = place;
      }
      return block;
    });
}

function usualOf(database: DatabaseSync, spans: readonly SpanFacts[]): TraceFacts['usual'] {
  const end = Math.max(...spans.map((span) => span.end));
  const window = { from: end - USUAL_MS, to: end };
  const step = rollupStepFor(window);
  const slots = database.prepare(
    'SELECT r.slot, sum(r.n) AS n FROM rollups r JOIN series s ON s.id = r.series ' +
      "WHERE s.kind = 'request' AND s.labels = ? AND r.step = ? AND r.bucket BETWEEN ? AND ? " +
      'GROUP BY r.slot',
  );
  const wanted = new Map<string, { service: string; route: string }>();
  for (const { kind, service, name, attributes } of spans) {
    if (kind !== SPAN_KIND.server || wanted.size >= MAX_ROUTES) continue;
    const route = routeOf(name, attributes);
    wanted.set(JSON.stringify([service, route]), { service, route });
  }
  return [...wanted].map(([labels, { service, route }]) => {
    const tally: Slots = new Map();
    let requests = 0;
    for (const row of slots.all(
      labels,
      step,
      Math.floor(window.from / 1000),
      Math.floor(window.to / 1000),
    )) {
      addToSlots(tally, row['slot'] as number, row['n'] as number);
      requests += row['n'] as number;
    }
    return { service, route, requests, p95: requests === 0 ? 0 : percentileOf(tally, 0.95) };
  });
}

function issuesOf(database: DatabaseSync, traceId: string): TraceFacts['issues'] {
  return database
    .prepare(
      'SELECT i.fingerprint, i.type, i.message, i.first, i.first_release, i.count FROM issues i ' +
        'WHERE i.id IN (SELECT issue FROM issue_events WHERE trace_id = ?) LIMIT 5',
    )
    .all(traceId)
    .map((row) => ({
      fingerprint: row['fingerprint'] as string,
      title: `${String(row['type'])}: ${String(row['message'])}`,
      firstSeen: (row['first'] as number) / 1000,
      events: row['count'] as number,
      ...(typeof row['first_release'] === 'string' ? { firstRelease: row['first_release'] } : {}),
    }));
}

/** Why a trace took what it took. */
export function queryTraceReasons(
  database: DatabaseSync,
  traceId: string,
): ReasonsAnswer | undefined {
  const row = database.prepare('SELECT id FROM traces WHERE trace_id = ?').get(traceId);
  if (row === undefined) return undefined;
  const spans = spansOf(database, row['id'] as number);
  if (spans.length === 0) return { reasons: [] };
  const reasons = explainTrace({
    traceId,
    spans,
    blocks: blocksAround(database, spans),
    profiles: profilesAround(
      database,
      Math.min(...spans.map(({ start }) => start)),
      Math.max(...spans.map(({ end }) => end)),
    ),
    usual: usualOf(database, spans),
    issues: issuesOf(database, traceId),
  });
  return { reasons };
}

/** What an issue's events have in common, and what happened around the latest. */
export function queryIssueReasons(
  database: DatabaseSync,
  query: { fingerprint: string } & TimeWindow,
): ReasonsAnswer | undefined {
  const issue = queryIssue(database, query);
  if (issue === undefined) return undefined;
  const traceId = issue.events.find((event) => event.traceId !== undefined)?.traceId;
  const ofTrace = traceId === undefined ? undefined : queryTraceReasons(database, traceId);
  const about = (ofTrace?.reasons ?? []).map((one) => ({ traceId: traceId as string, ...one }));
  return { reasons: explainIssue(issue, about) };
}

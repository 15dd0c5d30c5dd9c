import type { DatabaseSync } from 'node:sqlite';
import type { PageAnswer } from '../api.js';
import type { TimeWindow } from '../store/queries.js';
import { queryIssues } from './query-issues.js';
import { readRollups } from './read-rollups.js';
import { SLOWEST_STEP } from './rollup-table.js';
import { addToSlots, percentileOf, type Slots } from './value-slots.js';

const VITALS = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'] as const;
const RATINGS = ['good', 'needs-improvement', 'poor'];
const MAX_ROWS = 50;

type VitalName = (typeof VITALS)[number];

export function queryPage(
  database: DatabaseSync,
  query: TimeWindow & { service?: string },
): PageAnswer {
  const services = database
    .prepare(
      "SELECT name FROM services WHERE kind = 'browser' AND seen >= ? ORDER BY name LIMIT 100",
    )
    .all(Math.floor(query.from / 1000))
    .map((row) => row['name'] as string);
  const { issues } = queryIssues(database, {
    ...query,
    source: 'browser',
    limit: MAX_ROWS,
  });
  return {
    services,
    vitals: readVitals(database, query),
    errors: issues,
    calls: readCalls(database, query),
    views: readViews(database, query),
  };
}

function readVitals(
  database: DatabaseSync,
  query: TimeWindow & { service?: string },
): PageAnswer['vitals'] {
  const byName = new Map<
    VitalName,
    { slots: Slots; ratings: [number, number, number]; pages: Map<string, Slots> }
  >();
  for (const row of readRollups(database, 'vital', query)) {
    const [service, name, rating = '', page = ''] = row.labels;
    if (query.service !== undefined && service !== query.service) continue;
    const key = VITALS.find((vital) => vital === name);
    const rated = RATINGS.indexOf(rating);
    if (key === undefined || rated === -1) continue;
    const vital = byName.get(key) ?? { slots: new Map(), ratings: [0, 0, 0], pages: new Map() };
    byName.set(key, vital);
    addToSlots(vital.slots, row.slot, row.n);
    vital.ratings[rated as 0 | 1 | 2] += row.n;
    const slots = vital.pages.get(page) ?? new Map<number, number>();
    vital.pages.set(page, slots);
    addToSlots(slots, row.slot, row.n);
  }
  return VITALS.flatMap((name) => {
    const vital = byName.get(name);
    if (vital === undefined) return [];
    // CLS is kept in thousandths.
    const p75 = (slots: Slots): number => percentileOf(slots, 0.75) / (name === 'CLS' ? 1000 : 1);
    const count = sum(vital.slots);
    const [good, needs, poor] = vital.ratings;
    return [
      {
        name,
        p75: p75(vital.slots),
        count,
        ratings: [good / count, needs / count, poor / count] as [number, number, number],
        pages: [...vital.pages]
          .map(([page, slots]) => ({ page, p75: p75(slots), count: sum(slots) }))
          .toSorted((a, b) => b.count - a.count)
          .slice(0, MAX_ROWS),
      },
    ];
  });
}

function sum(slots: Slots): number {
  let total = 0;
  for (const n of slots.values()) total += n;
  return total;
}

function readCalls(
  database: DatabaseSync,
  query: TimeWindow & { service?: string },
): PageAnswer['calls'] {
  const slowest = database.prepare(
    'SELECT trace_id FROM slowest WHERE series = ? AND bucket BETWEEN ? AND ? ' +
      'ORDER BY duration DESC LIMIT 1',
  );
  const calls = new Map<number, { labels: string[]; n: number; errors: number; slots: Slots }>();
  for (const row of readRollups(database, 'call', query)) {
    if (query.service !== undefined && row.labels[0] !== query.service) continue;
    const call = calls.get(row.series) ?? { labels: row.labels, n: 0, errors: 0, slots: new Map() };
    calls.set(row.series, call);
    call.n += row.n;
    call.errors += row.errors;
    addToSlots(call.slots, row.slot, row.n);
  }
  return [...calls]
    .map(([series, call]) => ({ series, call, p95: percentileOf(call.slots, 0.95) }))
    .toSorted((a, b) => b.p95 - a.p95)
    .slice(0, MAX_ROWS)
    .map(({ series, call, p95 }) => {
      const [, method = '', url = ''] = call.labels;
      const trace = slowest.get(
        series,
        Math.floor(query.from / 1000) - SLOWEST_STEP,
        Math.floor(query.to / 1000),
      )?.['trace_id'];
      return {
        method,
        url,
        calls: call.n,
        errors: call.errors,
        p95,
        ...(typeof trace === 'string' ? { slowestTraceId: trace } : {}),
      };
    });
}

function readViews(
  database: DatabaseSync,
  query: TimeWindow & { service?: string },
): PageAnswer['views'] {
  const sessions = database.prepare(
    'SELECT count(*) AS n FROM page_sessions WHERE series = ? AND seen >= ?',
  );
  const views = new Map<number, { page: string; n: number }>();
  for (const row of readRollups(database, 'view', query)) {
    const [service, page = ''] = row.labels;
    if (query.service !== undefined && service !== query.service) continue;
    const view = views.get(row.series) ?? { page, n: 0 };
    views.set(row.series, view);
    view.n += row.n;
  }
  return [...views]
    .toSorted((a, b) => b[1].n - a[1].n)
    .slice(0, MAX_ROWS)
    .map(([series, { page, n }]) => ({
      page,
      views: n,
      sessions: Number(sessions.get(series, Math.floor(query.from / 1000))?.['n'] ?? 0),
    }));
}

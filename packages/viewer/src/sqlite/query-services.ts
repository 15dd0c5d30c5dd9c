import type { DatabaseSync } from 'node:sqlite';
import type { ServiceSummary, ServicesAnswer } from '../api.js';
import type { TimeWindow } from '../store/queries.js';
import { emptySpark, readRollups, SPARK_BUCKETS } from './read-rollups.js';
import type { RuntimeLatest } from './runtime-facts.js';
import { addToSlots, percentileOf, type Slots } from './value-slots.js';

const MAX_SERVICES = 500;
const MAX_ROUTES = 20;

interface Tally {
  requests: number;
  errors: number;
  slots: Slots;
}

const newTally = (): Tally => ({ requests: 0, errors: 0, slots: new Map() });

function count(tally: Tally, row: { slot: number; n: number; errors: number }): void {
  tally.requests += row.n;
  tally.errors += row.errors;
  addToSlots(tally.slots, row.slot, row.n);
}

export function queryServices(database: DatabaseSync, window: TimeWindow): ServicesAnswer {
  const perService = new Map<
    string,
    { all: Tally; routes: Map<string, Tally>; parts: (Tally | undefined)[] }
  >();
  for (const row of readRollups(database, 'request', window)) {
    const [service = '', route = ''] = row.labels;
    let entry = perService.get(service);
    if (entry === undefined) {
      entry = { all: newTally(), routes: new Map(), parts: [] };
      perService.set(service, entry);
    }
    count(entry.all, row);
    const routeTally = entry.routes.get(route) ?? newTally();
    entry.routes.set(route, routeTally);
    count(routeTally, row);
    const part = entry.parts[row.part] ?? newTally();
    entry.parts[row.part] = part;
    count(part, row);
  }

  const latest = readLatest(database, window);
  const seconds = Math.max(1, (window.to - window.from) / 1000);
  const services: ServiceSummary[] = [];
  for (const row of database
    .prepare(`SELECT * FROM services WHERE seen >= ? ORDER BY name LIMIT ${MAX_SERVICES}`)
    .all(Math.floor(window.from / 1000))) {
    const name = row['name'] as string;
    const entry = perService.get(name) ?? { all: newTally(), routes: new Map(), parts: [] };
    const spark = { requests: emptySpark(), errors: emptySpark(), p95: emptySpark() };
    for (let part = 0; part < SPARK_BUCKETS; part++) {
      const tally = entry.parts[part];
      if (tally === undefined) continue;
      spark.requests[part] = tally.requests;
      spark.errors[part] = tally.errors;
      spark.p95[part] = percentileOf(tally.slots, 0.95);
    }
    services.push({
      name,
      kind: row['kind'] === 'browser' ? 'browser' : 'server',
      ...(typeof row['version'] === 'string' ? { version: row['version'] } : {}),
      requests: entry.all.requests,
      errors: entry.all.errors,
      rate: entry.all.requests / seconds,
      p50: percentileOf(entry.all.slots, 0.5),
      p95: percentileOf(entry.all.slots, 0.95),
      p99: percentileOf(entry.all.slots, 0.99),
      ...latest.get(name),
      lastSeen: (row['seen'] as number) * 1000,
      spark,
      routes: [...entry.routes]
        .map(([route, tally]) => ({
          route,
          requests: tally.requests,
          errors: tally.errors,
          p95: percentileOf(tally.slots, 0.95),
        }))
        .toSorted((a, b) => b.requests - a.requests)
        .slice(0, MAX_ROUTES),
    });
  }
  return { services, edges: queryEdges(database, window) };
}

function queryEdges(database: DatabaseSync, window: TimeWindow): ServicesAnswer['edges'] {
  const edges = new Map<string, Tally & { from: string; to: string }>();
  for (const row of readRollups(database, 'edge', window)) {
    const [from = '', to = ''] = row.labels;
    const key = JSON.stringify(row.labels);
    const edge = edges.get(key) ?? { from, to, ...newTally() };
    edges.set(key, edge);
    count(edge, row);
  }
  return [...edges.values()]
    .map(({ from, to, requests, errors, slots }) => ({
      from,
      to,
      calls: requests,
      errors,
      p95: percentileOf(slots, 0.95),
    }))
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, MAX_SERVICES);
}

type Lag = Pick<ServiceSummary, 'lagP99' | 'lagMax' | 'heapUsed' | 'heapLimit'>;

/** The worst of a service's processes, each by its last sample. */
function readLatest(database: DatabaseSync, window: TimeWindow): Map<string, Lag> {
  const byService = new Map<string, Lag>();
  const rows = database
    .prepare(
      'SELECT r.service, l.json FROM runtime_latest l JOIN resources r ON r.id = l.resource ' +
        'WHERE l.time BETWEEN ? AND ? LIMIT 5000',
    )
    .all(window.from * 1000, window.to * 1000);
  for (const row of rows) {
    const sample = JSON.parse(row['json'] as string) as RuntimeLatest;
    const lag = byService.get(row['service'] as string) ?? {};
    byService.set(row['service'] as string, lag);
    for (const field of ['lagP99', 'lagMax', 'heapUsed', 'heapLimit'] as const) {
      const value = sample[field];
      if (value !== undefined) lag[field] = Math.max(lag[field] ?? 0, value);
    }
  }
  return byService;
}

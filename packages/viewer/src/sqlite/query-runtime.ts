import type { DatabaseSync } from 'node:sqlite';
import type { RuntimeAnswer, RuntimeInstance } from '../api.js';
import type { TimeWindow } from '../store/queries.js';
import { numberOf, textOf } from './plain-attributes.js';
import type { RuntimeLatest } from './runtime-facts.js';

const MAX_POINTS = 240;
const MAX_INSTANCES = 50;
const MAX_BLOCKS = 50;

/** The worst of a part for what hurts at its worst, the mean for what is a level. */
const SERIES = [
  ['lagP50', 'avg(lag_p50)'],
  ['lagP99', 'max(lag_p99)'],
  ['lagMax', 'max(lag_max)'],
  ['utilisation', 'avg(utilisation)'],
  ['gc', 'avg(gc)'],
  ['heapUsed', 'avg(heap_used)'],
  ['heapTotal', 'avg(heap_total)'],
  ['rss', 'avg(rss)'],
] as const;

export function queryRuntime(
  database: DatabaseSync,
  query: TimeWindow & { service?: string },
): RuntimeAnswer {
  const from = Math.floor(query.from * 1000);
  const to = Math.ceil(query.to * 1000);
  const services = database
    .prepare(
      'SELECT DISTINCT r.service FROM runtime_latest l JOIN resources r ON r.id = l.resource ' +
        'WHERE l.time >= ? ORDER BY 1 LIMIT 500',
    )
    .all(from)
    .map((row) => row['service'] as string);
  const instances = database
    .prepare(
      'SELECT r.id, r.service, r.instance, r.json AS resource, l.json FROM runtime_latest l ' +
        'JOIN resources r ON r.id = l.resource WHERE l.time >= ?1 AND (?2 IS NULL OR r.service = ?2) ' +
        `ORDER BY l.time DESC LIMIT ${MAX_INSTANCES}`,
    )
    .all(from, query.service ?? null)
    .map((row) => readInstance(database, row, from, to))
    .filter((instance) => instance.times.length > 0);
  const blocks = database
    .prepare(
      'SELECT b.time, b.duration, b.trace_id, b.function, r.service, r.instance FROM blocks b ' +
        'JOIN resources r ON r.id = b.resource WHERE b.time BETWEEN ?1 AND ?2 ' +
        `AND (?3 IS NULL OR r.service = ?3) ORDER BY b.duration DESC LIMIT ${MAX_BLOCKS}`,
    )
    .all(from, to, query.service ?? null)
    .map((row) => ({
      time: (row['time'] as number) / 1000,
      duration: row['duration'] as number,
      service: row['service'] as string,
      instance: row['instance'] as string,
      ...(typeof row['trace_id'] === 'string' ? { traceId: row['trace_id'] } : {}),
      ...(row['function'] ? { function: row['function'] as string } : {}),
    }));
  return { services, instances, blocks };
}

function readInstance(
  database: DatabaseSync,
  row: Record<string, unknown>,
  from: number,
  to: number,
): RuntimeInstance {
  const resource = JSON.parse(row['resource'] as string) as Record<string, unknown>;
  const latest = JSON.parse(row['json'] as string) as RuntimeLatest;
  const instance: RuntimeInstance = {
    service: row['service'] as string,
    instance: row['instance'] as string,
    times: [],
    lagP50: [],
    lagP99: [],
    lagMax: [],
    utilisation: [],
    gc: [],
    heapUsed: [],
    heapTotal: [],
    rss: [],
    heapSpaces: latest.heapSpaces ?? [],
  };
  const pid = numberOf(resource, 'process.pid');
  if (pid !== undefined) instance.pid = pid;
  const node = textOf(resource, 'process.runtime.version');
  if (node !== undefined) instance.node = node;
  const started = Date.parse(textOf(resource, 'process.creation.time') ?? '');
  if (!Number.isNaN(started)) instance.startedAt = started;
  if (latest.heapLimit !== undefined) instance.heapLimit = latest.heapLimit;
  if (latest.heapFloor !== undefined && latest.heapGrowth) {
    instance.heapTrend = { floor: latest.heapFloor, bytesPerHour: latest.heapGrowth };
    if (latest.heapFullIn !== undefined) instance.heapTrend.fullIn = latest.heapFullIn * 1000;
  }
  if (latest.handles !== undefined) instance.handles = latest.handles;
  // A part more than the bound would come of a window that begins inside of one.
  const width = Math.max(1_000_000, Math.ceil((to - from) / (MAX_POINTS - 1)));
  const samples = database
    .prepare(
      `SELECT max(time) AS time, ${SERIES.map(([name, sql]) => `${sql} AS ${name}`).join(', ')} ` +
        `FROM runtime WHERE resource = ? AND time BETWEEN ? AND ? GROUP BY (time - ${from}) / ${width} ` +
        `ORDER BY 1 LIMIT ${MAX_POINTS}`,
    )
    .all(row['id'] as number, from, to);
  for (const sample of samples) {
    instance.times.push((sample['time'] as number) / 1000);
    for (const [name] of SERIES) instance[name].push(sample[name] as number | null);
  }
  return instance;
}

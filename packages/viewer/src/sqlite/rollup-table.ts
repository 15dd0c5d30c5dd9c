import type { DatabaseSync } from 'node:sqlite';
import { slotOf } from './value-slots.js';

/** Seconds of a bucket. A window is answered from the finest that still gives few of them. */
export const ROLLUP_STEPS = [10, 60, 600] as const;
export const SLOWEST_STEP = 600;

const MAX_SERIES = 10_000;
const OTHER = '(other)';

/**
 * What is counted: `request` [service, route], `edge` [from, to], `call` [service, method, url],
 * `vital` [service, name, page, rating], `view` [service, page], `issue` [fingerprint],
 * `logs` [service, level].
 */
export type SeriesKind = 'request' | 'edge' | 'call' | 'vital' | 'view' | 'issue' | 'logs';

export interface RollupTable {
  /** @param value milliseconds, or the unit of the vital */
  add(
    kind: SeriesKind,
    labels: string[],
    timeMicros: number,
    value: number,
    n: number,
    errors: number,
  ): number;
  slowest(series: number, timeMicros: number, duration: number, traceId: string): void;
  flush(): void;
  reset(): void;
}

/** Seconds that the finest buckets are kept: most of the rows are theirs. */
export const FINEST_KEPT_SECONDS = 7200;

/** The coarsest step that still gives at least 30 buckets, of those that are still kept. */
export function rollupStepFor(window: { from: number; to: number }): number {
  const seconds = (window.to - window.from) / 1000;
  const step = ROLLUP_STEPS.findLast((one) => seconds / one >= 30) ?? ROLLUP_STEPS[0];
  return isFinestKept(window.from) ? step : Math.max(step, ROLLUP_STEPS[1]);
}

/** Whether the finest buckets reach back to a time, in milliseconds since the epoch. */
export function isFinestKept(from: number): boolean {
  return from >= Date.now() - (FINEST_KEPT_SECONDS - ROLLUP_STEPS[2]) * 1000;
}

export function createRollupTable(database: DatabaseSync): RollupTable {
  const findSeries = database.prepare('SELECT id FROM series WHERE kind = ? AND labels = ?');
  const addSeries = database.prepare(
    'INSERT INTO series (kind, labels) VALUES (?, ?) RETURNING id',
  );
  const countSeries = database.prepare('SELECT count(*) AS n FROM series');
  const upsert = database.prepare(
    'INSERT INTO rollups (step, bucket, series, slot, n, errors) VALUES (?, ?, ?, ?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET n = n + excluded.n, errors = errors + excluded.errors',
  );
  const upsertSlowest = database.prepare(
    'INSERT INTO slowest (series, bucket, duration, trace_id) VALUES (?, ?, ?, ?) ON CONFLICT ' +
      'DO UPDATE SET duration = excluded.duration, trace_id = excluded.trace_id ' +
      'WHERE excluded.duration > duration',
  );
  const ids = new Map<string, number>();
  let seriesCount = Number(countSeries.get()?.['n'] ?? 0);
  // Keyed by series, bucket of the finest step, slot.
  const pending = new Map<string, [number, number, number, number, number]>();
  const pendingSlowest = new Map<string, [number, number, number, string]>();

  function seriesId(kind: SeriesKind, given: string[]): number {
    const labels = JSON.stringify(given.map((label) => label.slice(0, 300)));
    const key = `${kind}${labels}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    let id = findSeries.get(kind, labels)?.['id'] as number | undefined;
    if (id === undefined) {
      const label = given.at(-1);
      // A stranger may send a new route or page each time: past the bound they share one series.
      if (seriesCount >= MAX_SERIES && kind !== 'issue' && label !== OTHER) {
        return seriesId(kind, [...given.slice(0, -1), OTHER]);
      }
      id = addSeries.get(kind, labels)?.['id'] as number;
      seriesCount++;
    }
    if (ids.size >= MAX_SERIES) ids.clear();
    ids.set(key, id);
    return id;
  }

  return {
    add(kind, labels, timeMicros, value, n, errors) {
      const series = seriesId(kind, labels);
      const bucket = Math.floor(timeMicros / 1e6 / ROLLUP_STEPS[0]) * ROLLUP_STEPS[0];
      const slot = slotOf(value);
      const key = `${series}.${bucket}.${slot}`;
      const entry = pending.get(key);
      if (entry === undefined) pending.set(key, [series, bucket, slot, n, errors]);
      else {
        entry[3] += n;
        entry[4] += errors;
      }
      return series;
    },
    slowest(series, timeMicros, duration, traceId) {
      const bucket = Math.floor(timeMicros / 1e6 / SLOWEST_STEP) * SLOWEST_STEP;
      const key = `${series}.${bucket}`;
      const known = pendingSlowest.get(key);
      if (known === undefined || known[2] < duration) {
        pendingSlowest.set(key, [series, bucket, duration, traceId]);
      }
    },
    flush() {
      for (const [series, bucket, slot, n, errors] of pending.values()) {
        for (const step of ROLLUP_STEPS) {
          upsert.run(step, Math.floor(bucket / step) * step, series, slot, n, errors);
        }
      }
      for (const row of pendingSlowest.values()) upsertSlowest.run(...row);
      pending.clear();
      pendingSlowest.clear();
    },
    reset() {
      ids.clear();
      pending.clear();
      pendingSlowest.clear();
      seriesCount = Number(countSeries.get()?.['n'] ?? 0);
    },
  };
}

import type { DatabaseSync } from 'node:sqlite';
import type { TimeWindow } from '../store/queries.js';
import { rollupStepFor, type SeriesKind } from './rollup-table.js';

export const SPARK_BUCKETS = 30;

export interface RollupRow {
  labels: string[];
  series: number;
  /** Which of the {@link SPARK_BUCKETS} equal parts of the window. */
  part: number;
  slot: number;
  n: number;
  errors: number;
}

/** The rolled-up counts of a kind in a window, added up to the parts of a spark line. */
export function readRollups(
  database: DatabaseSync,
  kind: SeriesKind,
  window: TimeWindow,
): RollupRow[] {
  const step = rollupStepFor(window);
  const from = Math.floor(window.from / 1000);
  const width = Math.max(1, (window.to - window.from) / 1000 / SPARK_BUCKETS);
  return database
    .prepare(
      'SELECT s.labels, r.series, r.slot, sum(r.n) AS n, sum(r.errors) AS errors, ' +
        `max(0, min(${SPARK_BUCKETS - 1}, CAST((r.bucket - ?) / ? AS INTEGER))) AS part ` +
        'FROM rollups r JOIN series s ON s.id = r.series ' +
        'WHERE r.step = ? AND r.bucket BETWEEN ? AND ? AND s.kind = ? GROUP BY r.series, part, r.slot',
    )
    .all(from, width, step, Math.floor(from / step) * step, Math.floor(window.to / 1000), kind)
    .map((row) => ({
      labels: JSON.parse(row['labels'] as string) as string[],
      series: row['series'] as number,
      part: row['part'] as number,
      slot: row['slot'] as number,
      n: row['n'] as number,
      errors: row['errors'] as number,
    }));
}

export function emptySpark(): number[] {
  return Array.from({ length: SPARK_BUCKETS }, () => 0);
}

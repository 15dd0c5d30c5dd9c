import type { DatabaseSync } from 'node:sqlite';
import { FINEST_KEPT_SECONDS } from './rollup-table.js';

const LOGS_A_SLICE = 500;
const TRACES_A_SLICE = 20;
const PAGES_A_SLICE = 256;
/** Room is made down to this share of the bound, so that not every batch has to make some. */
const LOW_WATER = 0.95;

export interface Retention {
  /** Bytes in use by the store. */
  bytes(): number;
  /** Deletes one small slice of what is too old or too much. False if there is nothing to do. */
  slice(): boolean;
}

export interface RetentionOptions {
  maxBytes: number;
  maxAgeMs: number;
  nowSeconds(): number;
  removed(counts: { spans: number; logs: number }): void;
  /** Resources and series may be gone: what is known of them must be looked up again. */
  swept(): void;
}

/** Deletes by order of arrival: a record with a clock of its own can neither hide nor hasten. */
export function createRetention(database: DatabaseSync, options: RetentionOptions): Retention {
  const get = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: (number | null)[]): number | null => {
      const row = statement.get(...values);
      return row === undefined ? null : (Object.values(row)[0] as number | null);
    };
  };
  const pageCount = get('PRAGMA page_count');
  const freePages = get('PRAGMA freelist_count');
  const pageSize = Number(get('PRAGMA page_size')());
  const oldestLog = get('SELECT received FROM logs ORDER BY id LIMIT 1');
  const oldestTrace = get('SELECT received FROM traces ORDER BY received LIMIT 1');
  const lastOfSlice = get(
    `SELECT max(id) FROM (SELECT id, received FROM logs ORDER BY id LIMIT ${LOGS_A_SLICE}) WHERE received <= ?`,
  );
  const deleteLogText = database.prepare(
    'DELETE FROM logs_text WHERE rowid IN (SELECT id FROM logs WHERE id <= ?)',
  );
  const deleteLogs = database.prepare('DELETE FROM logs WHERE id <= ?');
  const oldTraces = database.prepare(
    `SELECT id FROM traces WHERE received <= ? ORDER BY received LIMIT ${TRACES_A_SLICE}`,
  );
  const deleteOfTrace = [
    'DELETE FROM spans_text WHERE rowid IN (SELECT detail FROM spans WHERE trace = ?)',
    'DELETE FROM span_details WHERE id IN (SELECT detail FROM spans WHERE trace = ?)',
  ].map((sql) => database.prepare(sql));
  const deleteSpans = database.prepare('DELETE FROM spans WHERE trace = ?');
  const deleteTrace = database.prepare('DELETE FROM traces WHERE id = ?');
  const deleteOld = [
    'DELETE FROM rollups WHERE step = 60 AND bucket < ?1',
    'DELETE FROM rollups WHERE step = 600 AND bucket < ?1',
    'DELETE FROM slowest WHERE bucket < ?1',
    'DELETE FROM page_sessions WHERE seen < ?1',
    'DELETE FROM runtime WHERE time < ?1 * 1000000',
    'DELETE FROM runtime_latest WHERE time < ?1 * 1000000',
    'DELETE FROM blocks WHERE time < ?1 * 1000000',
    'DELETE FROM issue_events WHERE issue IN (SELECT id FROM issues WHERE received < ?1)',
    'DELETE FROM issue_tallies WHERE issue IN (SELECT id FROM issues WHERE received < ?1)',
    'DELETE FROM issue_wholes WHERE issue IN (SELECT id FROM issues WHERE received < ?1)',
    'DELETE FROM issues WHERE received < ?1',
    'DELETE FROM services WHERE seen < ?1',
    // A record is never younger than its resource was seen; the rest is gone an hour after its time.
    'DELETE FROM resources WHERE seen < ?1 - 3600',
  ].map((sql) => database.prepare(sql));
  const deleteFinest = database.prepare('DELETE FROM rollups WHERE step = 10 AND bucket < ?');
  const deleteSeries = database.prepare(
    'DELETE FROM series WHERE id NOT IN (SELECT series FROM rollups WHERE step = 600)',
  );
  let lastSweep = 0;
  let making = false;

  const bytes = (): number => (Number(pageCount()) - Number(freePages())) * pageSize;

  function deleteSlice(cutoff: number): boolean {
    const log = oldestLog();
    const trace = oldestTrace();
    const logFirst = log !== null && (trace === null || log <= trace);
    if (logFirst && log <= cutoff) {
      const last = lastOfSlice(cutoff);
      if (last === null) return false;
      deleteLogText.run(last);
      options.removed({ spans: 0, logs: Number(deleteLogs.run(last).changes) });
      return true;
    }
    if (trace === null || trace > cutoff) return false;
    let spans = 0;
    for (const row of oldTraces.all(cutoff)) {
      const id = row['id'] as number;
      for (const statement of deleteOfTrace) statement.run(id);
      const deleted = Number(deleteSpans.run(id).changes);
      spans += deleted;
      deleteTrace.run(id);
      if (spans > LOGS_A_SLICE) break;
    }
    options.removed({ spans, logs: 0 });
    return true;
  }

  return {
    bytes,
    slice() {
      const now = options.nowSeconds();
      const cutoff = now - Math.ceil(options.maxAgeMs / 1000);
      if (now - lastSweep >= 60) {
        lastSweep = now;
        for (const statement of deleteOld) statement.run(cutoff);
        deleteFinest.run(Math.max(cutoff, now - FINEST_KEPT_SECONDS));
        deleteSeries.run();
        options.swept();
      }
      const used = bytes();
      if (used > options.maxBytes) making = true;
      else if (used <= options.maxBytes * LOW_WATER) making = false;
      const deleted = deleteSlice(making ? Number.MAX_SAFE_INTEGER : cutoff);
      if (!deleted) making = false;
      if (Number(freePages()) > PAGES_A_SLICE) {
        database.exec(`PRAGMA incremental_vacuum(${PAGES_A_SLICE})`);
      }
      return deleted;
    },
  };
}

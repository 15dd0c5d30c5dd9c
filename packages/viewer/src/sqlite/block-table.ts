import type { DatabaseSync } from 'node:sqlite';
import { cutText, numberOf, textOf } from './plain-attributes.js';

/** The event of a process that watches its own loop. */
export const BLOCK_EVENT = 'nodejs.event_loop.block';

/** A gauge of the last ten seconds holds a block so long after its end; microseconds. */
const GAUGE_MICROS = 12_000_000;
/** The gauge and the record measure the same block a little differently. */
const NEAR = 1.25;
const NEAR_MS = 50;
const MAX_FUNCTION = 300;

/** Moments in which a loop stood still. Times in microseconds, durations in milliseconds. */
export interface BlockTable {
  /** The longest delay of the last seconds: told as a block unless a record tells it better. */
  guess(resource: number, time: number, duration: number): void;
  /** A block that the process itself recorded. */
  record(
    resource: number,
    time: number,
    attributes: Record<string, unknown>,
    traceId: string | undefined,
  ): boolean;
}

export function createBlockTable(database: DatabaseSync): BlockTable {
  const last = database.prepare(
    'SELECT time, duration FROM blocks WHERE resource = ? AND function IS NULL ' +
      'ORDER BY time DESC LIMIT 1',
  );
  const recorded = database.prepare(
    'SELECT 1 FROM blocks WHERE resource = ?1 AND function IS NOT NULL ' +
      `AND time + duration * 1000 BETWEEN ?2 - ${GAUGE_MICROS} AND ?2 + 1000000 ` +
      `AND ?3 <= duration * ${NEAR} + ${NEAR_MS} LIMIT 1`,
  );
  const forget = database.prepare(
    'DELETE FROM blocks WHERE resource = ?1 AND function IS NULL ' +
      `AND time BETWEEN ?2 AND ?2 + ${GAUGE_MICROS} AND duration <= ?3 * ${NEAR} + ${NEAR_MS}`,
  );
  const insert = database.prepare(
    'INSERT OR REPLACE INTO blocks (resource, time, duration, trace_id, function) ' +
      'VALUES (?, ?, ?, ?, ?)',
  );

  return {
    guess(resource, time, duration) {
      if (recorded.get(resource, time, duration) !== undefined) return;
      // It may be pushed twice with the same block in it.
      const known = last.get(resource);
      if (known?.['duration'] === duration && time - Number(known['time']) < 20_000_000) return;
      insert.run(resource, time, duration, null, null);
    },
    record(resource, time, attributes, traceId) {
      const duration = numberOf(attributes, 'sonde.block.duration');
      if (duration === undefined || !(duration > 0 && duration < 86_400_000)) return false;
      forget.run(resource, time + Math.round(duration * 1000), duration);
      // Empty: it was recorded, but nobody knows the function.
      insert.run(resource, time, duration, traceId ?? null, functionOf(attributes));
      return true;
    },
  };
}

function functionOf(attributes: Record<string, unknown>): string {
  const name = textOf(attributes, 'code.function.name');
  if (name === undefined) return '';
  const file = textOf(attributes, 'code.file.path')?.split(/[\\/]/).at(-1);
  const line = numberOf(attributes, 'code.line.number');
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return cutText(name + place, MAX_FUNCTION);
}

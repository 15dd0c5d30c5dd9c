import type { DatabaseSync } from 'node:sqlite';
import type { TrailStep } from '../api.js';
import { cutText } from './plain-attributes.js';
import { levelOfSeverity } from './write-logs.js';

const MAX_STEPS = 30;
const MAX_TEXT = 400;
const BEFORE_MICROS = 30_000_000;

type Row = Record<string, unknown>;

/**
 * What came before an event: what its page told, else the lines of its trace, else those that its
 * process wrote just before. Oldest first.
 *
 * @param event a row of `issue_events`
 * @param told its `sonde.error.trail`
 */
export function queryTrail(database: DatabaseSync, event: Row, told: unknown): TrailStep[] {
  return toldTrail(told) ?? linesBefore(database, event).map(stepOf).toReversed();
}

/** All of it comes from strangers. */
function toldTrail(told: unknown): TrailStep[] | undefined {
  if (typeof told !== 'string') return undefined;
  try {
    const list: unknown = JSON.parse(told);
    return (Array.isArray(list) ? list : []).slice(-MAX_STEPS).flatMap((one: unknown) => {
      const { time, what } = (one ?? {}) as Record<string, unknown>;
      if (typeof what !== 'string') return [];
      const step: TrailStep = { what: cutText(what, MAX_TEXT) };
      if (typeof time === 'number' && Number.isFinite(time)) step.time = time;
      return [step];
    });
  } catch {
    return undefined;
  }
}

function linesBefore(database: DatabaseSync, event: Row): Row[] {
  const own = (event['log'] ?? -1) as number;
  const time = event['time'] as number;
  if (typeof event['trace_id'] === 'string') {
    return database
      .prepare(
        'SELECT time, severity, service, body FROM logs WHERE trace = (SELECT id FROM traces WHERE trace_id = ?) ' +
          `AND time <= ? AND id <> ? AND issue IS NOT ? ORDER BY time DESC, id DESC LIMIT ${MAX_STEPS}`,
      )
      .all(event['trace_id'], time, own, event['issue'] as number);
  }
  return database
    .prepare(
      'SELECT l.time, l.severity, l.service, l.body FROM logs o JOIN logs l INDEXED BY logs_service ' +
        'ON l.service = o.service AND l.resource = o.resource WHERE o.id = ?1 AND l.id <> ?1 ' +
        `AND l.time BETWEEN ?2 AND ?3 ORDER BY l.time DESC, l.id DESC LIMIT ${MAX_STEPS}`,
    )
    .all(own, time - BEFORE_MICROS, time);
}

function stepOf(row: Row): TrailStep {
  return {
    time: (row['time'] as number) / 1000,
    what: cutText(row['body'] as string, MAX_TEXT),
    level: levelOfSeverity(row['severity'] as number),
    service: row['service'] as string,
  };
}

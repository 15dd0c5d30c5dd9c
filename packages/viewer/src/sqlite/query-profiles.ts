import type { DatabaseSync } from 'node:sqlite';
import type { ProfileFacts } from '../explain/trace-facts.js';
import { matchQuery, splitSearch } from './full-text.js';
import { numberOf, textOf } from './plain-attributes.js';

/** A profile lasts so long at most, and one for a block begins so soon after it; milliseconds. */
const LONGEST_MS = 120_000;
const SOON_MS = 10_000;
const MAX_PROFILES = 20;

/** CPU profiles that were sent, begun around a time. Milliseconds since the epoch. */
export function profilesAround(database: DatabaseSync, from: number, to: number): ProfileFacts[] {
  const { terms } = splitSearch({ q: 'event.name:nodejs.profile sonde.profile.kind:cpu' });
  return database
    .prepare(
      'SELECT l.time, l.attributes, r.service, r.instance FROM logs_text f ' +
        'CROSS JOIN logs l ON l.id = f.rowid JOIN resources r ON r.id = l.resource ' +
        'WHERE logs_text MATCH ? AND l.time BETWEEN ? AND ? ' +
        `ORDER BY f.rowid DESC LIMIT ${MAX_PROFILES}`,
    )
    .all(
      matchQuery(terms, 'attributes'),
      Math.floor((from - LONGEST_MS) * 1000),
      Math.ceil((to + SOON_MS) * 1000),
    )
    .flatMap((row) => {
      const attributes = JSON.parse(row['attributes'] as string) as Record<string, unknown>;
      const file = textOf(attributes, 'sonde.profile.file');
      const duration = numberOf(attributes, 'sonde.profile.duration');
      if (file === undefined || duration === undefined) return [];
      const start = (row['time'] as number) / 1000;
      const service = row['service'] as string;
      return [{ file, start, end: start + duration, service, instance: row['instance'] as string }];
    });
}

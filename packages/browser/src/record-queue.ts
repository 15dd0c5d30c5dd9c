import type { PageRecord, Urgency } from './page-record.js';
import { createTokenBucket } from './token-bucket.js';

const MOST_RECORDS = 300;

export interface RecordQueue {
  add: (record: PageRecord, urgency: Urgency) => void;
  remove: (record: PageRecord) => void;
  /** Takes out what may leave now. */
  take: (hidden: boolean) => PageRecord[];
}

/**
 * Holds records until the next request: bounded, rate-limited, and repeats of an error that has not
 * left yet are one record with a count.
 */
export function createRecordQueue(onDrop: (reason: string) => void): RecordQueue {
  let records: { record: PageRecord; key: string | undefined; held: boolean }[] = [];
  let errors = new Map<string, PageRecord>();
  const mayLog = createTokenBucket(120, 2);
  const maySpan = createTokenBucket(200, 10);

  return {
    add(record, urgency) {
      const key = keyOf(record);
      const same = key === undefined ? undefined : errors.get(key);
      if (same) {
        same.attributes['sonde.error.count'] =
          Number(same.attributes['sonde.error.count'] ?? 1) + 1;
        return;
      }
      if (records.length >= MOST_RECORDS) return onDrop('queue_full');
      if (urgency !== 'hidden' && !(record.end === undefined ? mayLog : maySpan)())
        return onDrop('rate');
      records.push({ record, key, held: urgency === 'hidden' });
      if (key !== undefined) errors.set(key, record);
    },
    remove(record) {
      records = records.filter((entry) => entry.record !== record);
      errors.delete(keyOf(record) ?? '');
    },
    take(hidden) {
      const leaving = records.filter((entry) => hidden || !entry.held);
      records = hidden ? [] : records.filter((entry) => entry.held);
      errors = new Map();
      return leaving.map((entry) => entry.record);
    },
  };
}

function keyOf({ name, attributes }: PageRecord): string | undefined {
  return name === 'exception'
    ? JSON.stringify([
        attributes['exception.type'],
        attributes['exception.message'],
        attributes['exception.stacktrace'],
        attributes['sonde.error.mechanism'],
      ])
    : undefined;
}

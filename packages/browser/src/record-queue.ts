import type { PageRecord, Urgency } from './page-record.js';
import { createTokenBucket } from './token-bucket.js';

const MOST_RECORDS = 300;
const COUNT = 'sonde.error.count';

export interface RecordQueue {
  /** True if it is a record of its own. */
  add: (record: PageRecord, urgency: Urgency) => boolean;
  remove: (record: PageRecord) => void;
  /** Takes out what may leave now. */
  take: (hidden: boolean) => PageRecord[];
}

/**
 * Holds records until the next request: bounded, rate-limited, and repeats of an error that has not
 * left yet are one record with a count.
 */
export function createRecordQueue(onDrop: (reason: string) => void): RecordQueue {
  const ready = new Map<unknown, PageRecord>();
  const held: PageRecord[] = [];
  const mayAdd = createTokenBucket(120, 2);

  return {
    add(record, urgency) {
      const key = keyOf(record);
      const same = ready.get(key);
      if (same) {
        same.attributes[COUNT] = Number(same.attributes[COUNT] ?? 1) + 1;
      } else if (ready.size + held.length >= MOST_RECORDS) {
        onDrop('queue_full');
      } else if (urgency === 'hidden') {
        return held.push(record) > 0;
      } else if (record.end !== undefined || mayAdd()) {
        return ready.set(key, record).size > 0;
      } else {
        onDrop('rate');
      }
      return false;
    },
    remove(record) {
      const key = keyOf(record);
      const { attributes } = ready.get(key) ?? record;
      const count = Number(attributes[COUNT] ?? 1);
      if (count > 1) attributes[COUNT] = count - 1;
      else ready.delete(key);
    },
    take(hidden) {
      const leaving = [...ready.values(), ...(hidden ? held.splice(0) : [])];
      ready.clear();
      return leaving;
    },
  };
}

/** Of an error what makes it the same error; of anything else itself. */
function keyOf(record: PageRecord): unknown {
  if (record.name !== 'exception') return record;
  return ['exception.type', 'exception.message', 'exception.stacktrace', 'sonde.error.mechanism']
    .map((key) => record.attributes[key])
    .join();
}

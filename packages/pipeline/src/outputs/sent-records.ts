import type { LogRecord } from '@sonde/otlp';

/** Which records of batches that failed half-way were sent, so that they are not sent twice. */
export interface SentRecords {
  /** The record is sent; its batch is not yet. */
  add(record: LogRecord): void;
  has(record: LogRecord): boolean;
  /** Its batch is: it won't come again. */
  forget(record: LogRecord): void;
}

const MOST = 65_536;

/** The record's id, a ULID; absent only in what an older lane left. */
export function recordUid(record: LogRecord): string | undefined {
  return record.attributes.findLast(({ key }) => key === 'log.record.uid')?.value.stringValue;
}

/** Bounded: past it the oldest is forgotten, and may be sent again. */
export function createSentRecords(): SentRecords {
  const uids = new Set<string>();
  return {
    add(record) {
      const uid = recordUid(record);
      if (uid === undefined) return;
      if (uids.size >= MOST) uids.delete(uids.keys().next().value as string);
      uids.add(uid);
    },
    has: (record) => uids.size > 0 && uids.has(recordUid(record) ?? ''),
    forget(record) {
      if (uids.size > 0) uids.delete(recordUid(record) ?? '');
    },
  };
}

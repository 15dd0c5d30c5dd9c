import { readFileSync, statSync, unlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type ClosedBatch, createBatcher } from './batcher.js';
import { createIdentifier } from './identify-record.js';
import { readJournal } from './journal-record.js';
import type { DropReason } from './lane.js';
import { laneLimits } from './lane-limits.js';
import type { RecordMapper } from './map-record.js';
import { createRecordUid } from './record-uid.js';

/** A journal that an ended process left. */
export interface LeftJournal {
  path: string;
  /** Records of a lower sequence were delivered, dropped or put into the spool by that process. */
  released: number;
}

export interface AdoptionEvents {
  adopted(signal: number, count: number): void;
  dropped(signal: number, count: number, reason: DropReason): void;
}

/**
 * Brings the records of a journal into the spool, under the resource and the ids of the process that
 * wrote them, and removes it.
 *
 * @throws what the file system throws; then the journal stays, and a later start takes it.
 */
export function adoptJournal(
  left: LeftJournal,
  mapper: RecordMapper,
  spool: {
    put(
      batch: Pick<ClosedBatch, 'signal' | 'count'> & { gzip: boolean },
      body: Uint8Array,
    ): unknown;
  },
  events: AdoptionEvents,
): void {
  const most = laneLimits.segmentBytes + 4 * laneLimits.recordBytes;
  const journal = statSync(left.path).size <= most && readJournal(readFileSync(left.path));
  if (journal) {
    const identify = createIdentifier(createRecordUid(journal.head.uid));
    const keep = ({ signal, count, body }: ClosedBatch): void => {
      const packed = gzipSync(body, { level: 1 });
      events.adopted(signal, count);
      if (!spool.put({ signal, count, gzip: true }, packed)) {
        events.dropped(signal, count, 'spool_error');
      }
    };
    const batcher = createBatcher(journal.head.resource, keep);
    for (const { meta, sequence, text } of journal.records) {
      if (sequence < left.released) continue;
      const signal = meta & 0xff;
      try {
        const record = mapper.map(signal, ((meta >>> 8) & 0xff) === 1, text);
        if (signal < 2) identify(record, sequence);
        batcher.add(record, signal, 0);
      } catch {
        events.adopted(signal, 1);
        events.dropped(signal, 1, 'invalid');
      }
    }
    batcher.close(true);
  }
  unlinkSync(left.path);
}

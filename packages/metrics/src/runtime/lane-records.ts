import type { Lane } from '@sonde/pipeline';
import type { InstrumentSet } from '../instrument-set.js';

export const laneRecordsNames = ['sonde.lane.records', 'sonde.lane.queued'] as const;

/** What the lane took in, delivered and dropped. */
export function measureLaneRecords(set: InstrumentSet, lane: Lane): void {
  const records = set.get({
    name: laneRecordsNames[0],
    unit: '{record}',
    kind: 'counter',
    help: 'Records that the lane accepted, delivered and dropped',
  });
  const queued = set.get({
    name: laneRecordsNames[1],
    unit: '{record}',
    kind: 'gauge',
    help: 'Records that wait in the lane',
  });
  records.collect = () => {
    for (const [signal, entry] of Object.entries(lane.ledger().signals)) {
      records.set(entry.accepted, { signal, outcome: 'accepted' });
      records.set(entry.delivered, { signal, outcome: 'delivered' });
      for (const [reason, count] of Object.entries(entry.dropped)) {
        records.set(count, { signal, outcome: 'dropped', reason });
      }
      queued.set(entry.queued, { signal });
    }
  };
  queued.collect = records.collect;
}

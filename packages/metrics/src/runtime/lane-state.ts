import type { Lane } from '@sonde/pipeline';
import type { InstrumentSet } from '../instrument-set.js';

export const laneStateNames = [
  'sonde.lane.sent',
  'sonde.lane.retries',
  'sonde.lane.spool',
  'sonde.lane.oldest',
  'sonde.lane.last_success',
  'sonde.lane.output.records',
] as const;

/** How the lane is doing: what left it, what waits and for how long, and each further output's books. */
export function measureLaneState(set: InstrumentSet, lane: Lane): void {
  const [sentName, retriesName, spoolName, oldestName, successName, outputName] = laneStateNames;
  const sent = set.get({
    name: sentName,
    unit: 'By',
    kind: 'counter',
    help: 'Bytes of the bodies that the receiver took, as sent',
  });
  const retries = set.get({
    name: retriesName,
    unit: '{request}',
    kind: 'counter',
    help: 'Requests that sent a body again, or out of the spool',
  });
  const spool = set.get({
    name: spoolName,
    unit: 'By',
    kind: 'gauge',
    help: 'Bytes of the lane’s spool on disk',
  });
  const oldest = set.get({
    name: oldestName,
    unit: 's',
    kind: 'gauge',
    help: 'How long the oldest waiting record has waited; 0 while none waits',
  });
  const success = set.get({
    name: successName,
    unit: 's',
    kind: 'gauge',
    help: 'When the receiver last took something, seconds since the epoch',
  });
  const outputs = set.get({
    name: outputName,
    unit: '{record}',
    kind: 'counter',
    help: 'Records that an output beside the first accepted, delivered and dropped',
  });

  const collect = (): void => {
    const ledger = lane.ledger();
    for (const [signal, bytes] of Object.entries(ledger.deliveredBytes ?? {})) {
      sent.set(bytes, { signal });
    }
    retries.set(ledger.retries);
    spool.set(ledger.spoolBytes);
    oldest.set((ledger.oldestMs ?? 0) / 1000);
    if (ledger.lastSuccess !== undefined) success.set(ledger.lastSuccess / 1000);
    for (const [output, books] of Object.entries(ledger.outputs ?? {})) {
      for (const [signal, entry] of Object.entries(books)) {
        outputs.set(entry.accepted, { output, signal, outcome: 'accepted' });
        outputs.set(entry.delivered, { output, signal, outcome: 'delivered' });
        for (const [reason, count] of Object.entries(entry.dropped)) {
          outputs.set(count, { output, signal, outcome: 'dropped', reason });
        }
      }
    }
  };
  for (const one of [sent, retries, spool, oldest, success, outputs]) one.collect = collect;
}

import type { LogRecord } from '@sonde/otlp';
import type { MappedRecord } from './map-record.js';
import type { RecordUid } from './record-uid.js';

const UID = 'log.record.uid';

/**
 * Gives each log record its id. Whatever came under that name from outside is not one: a receiver
 * would take the record for a repeat.
 */
export function createIdentifier(uid: RecordUid): (record: MappedRecord, sequence: number) => void {
  return (mapped, sequence) => {
    const record = mapped.items[0] as LogRecord;
    const forged = record.attributes.findIndex((one) => one.key === UID);
    if (forged !== -1) record.attributes.splice(forged, 1);
    const timeMs = Number(record.timeUnixNano.slice(0, -6));
    record.attributes.push({ key: UID, value: { stringValue: uid.of(timeMs, sequence) } });
  };
}

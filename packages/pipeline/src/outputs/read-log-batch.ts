import { decodeLogs, type LogRecord, type Resource } from '@sonde/otlp';

/** A log record and whose it is. */
export interface ReadRecord {
  record: LogRecord;
  resource: Resource;
}

const none: Resource = { attributes: [] };

/** The log records of a batch, in their order. @throws if it is none. */
export function readLogBatch(body: Uint8Array): ReadRecord[] {
  const found: ReadRecord[] = [];
  for (const { resource = none, scopeLogs } of decodeLogs(body).resourceLogs) {
    for (const { logRecords } of scopeLogs) {
      for (const record of logRecords) found.push({ record, resource });
    }
  }
  return found;
}

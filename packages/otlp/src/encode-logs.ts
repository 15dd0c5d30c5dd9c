import {
  writeAnyValue,
  writeKeyValue,
  writeList,
  writeMessage,
  writeResource,
  writeScope,
} from './encode-attributes.js';
import type { LogRecord, LogsData } from './types.js';
import { WireWriter } from './wire-writer.js';

type ResourceLogs = LogsData['resourceLogs'][number];
type ScopeLogs = ResourceLogs['scopeLogs'][number];

export function writeLogRecord(record: LogRecord, w: WireWriter): void {
  w.fixed64(1, record.timeUnixNano);
  w.uint32(2, record.severityNumber);
  w.text(3, record.severityText);
  if (record.body) writeMessage(w, 5, writeAnyValue, record.body);
  writeList(w, 6, writeKeyValue, record.attributes);
  w.uint32(7, record.droppedAttributesCount);
  w.fixed32(8, record.flags);
  w.hex(9, record.traceId);
  w.hex(10, record.spanId);
  w.fixed64(11, record.observedTimeUnixNano);
  w.text(12, record.eventName);
}

function writeScopeLogs(group: ScopeLogs, w: WireWriter): void {
  if (group.scope) writeMessage(w, 1, writeScope, group.scope);
  writeList(w, 2, writeLogRecord, group.logRecords);
  w.text(3, group.schemaUrl);
}

function writeResourceLogs(group: ResourceLogs, w: WireWriter): void {
  if (group.resource) writeMessage(w, 1, writeResource, group.resource);
  writeList(w, 2, writeScopeLogs, group.scopeLogs);
  w.text(3, group.schemaUrl);
}

/** The protobuf body of `POST /v1/logs`. */
export function encodeLogs(data: LogsData): Uint8Array {
  const w = new WireWriter();
  writeList(w, 1, writeResourceLogs, data.resourceLogs);
  return w.finish();
}

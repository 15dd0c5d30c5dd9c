import { readAnyValue, readKeyValue, readResource, readScope } from './decode-attributes.js';
import type { DecodeLimits } from './limits.js';
import type { LogRecord, LogsData } from './types.js';
import { WireReader } from './wire-reader.js';

type ResourceLogs = LogsData['resourceLogs'][number];
type ScopeLogs = ResourceLogs['scopeLogs'][number];

function readLogRecord(r: WireReader): LogRecord {
  const record: LogRecord = { timeUnixNano: '0', severityNumber: 0, attributes: [] };
  while (r.next()) {
    switch (r.field) {
      case 1:
        record.timeUnixNano = r.fixed64();
        break;
      case 2:
        record.severityNumber = r.uint32();
        break;
      case 3:
        record.severityText = r.name();
        break;
      case 5:
        record.body = r.message(readAnyValue);
        break;
      case 6:
        record.attributes.push(r.message(readKeyValue));
        break;
      case 7:
        record.droppedAttributesCount = r.uint32();
        break;
      case 8:
        record.flags = r.fixed32();
        break;
      case 9:
        record.traceId = r.hex();
        break;
      case 10:
        record.spanId = r.hex();
        break;
      case 11:
        record.observedTimeUnixNano = r.fixed64();
        break;
      case 12:
        record.eventName = r.name();
        break;
      default:
        r.skip();
    }
  }
  return record;
}

function readScopeLogs(r: WireReader): ScopeLogs {
  const group: ScopeLogs = { logRecords: [] };
  while (r.next()) {
    if (r.field === 1) group.scope = r.message(readScope);
    else if (r.field === 2) group.logRecords.push(r.message(readLogRecord));
    else if (r.field === 3) group.schemaUrl = r.text();
    else r.skip();
  }
  return group;
}

function readResourceLogs(r: WireReader): ResourceLogs {
  const group: ResourceLogs = { scopeLogs: [] };
  while (r.next()) {
    if (r.field === 1) group.resource = r.message(readResource);
    else if (r.field === 2) group.scopeLogs.push(r.message(readScopeLogs));
    else if (r.field === 3) group.schemaUrl = r.text();
    else r.skip();
  }
  return group;
}

/**
 * A protobuf body of `POST /v1/logs`. Unknown fields are skipped.
 *
 * @throws OtlpError if the bytes are not such a body or hold more than the limits allow.
 */
export function decodeLogs(bytes: Uint8Array, limits?: Partial<DecodeLimits>): LogsData {
  const r = new WireReader(bytes, limits);
  const data: LogsData = { resourceLogs: [] };
  while (r.next()) {
    if (r.field === 1) data.resourceLogs.push(r.message(readResourceLogs));
    else r.skip();
  }
  return data;
}

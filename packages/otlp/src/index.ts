export {
  type BatchEncoder,
  type ByteRange,
  createBatchEncoder,
  RECORD_TAG,
} from './batch-encoder.js';
export { decodeLogs } from './decode-logs.js';
export { decodeMetrics } from './decode-metrics.js';
export { decodeTraces } from './decode-traces.js';
export { encodeLogs } from './encode-logs.js';
export { encodeMetrics } from './encode-metrics.js';
export { encodeTraces } from './encode-traces.js';
export {
  decodeExportResponse,
  type ExportResponse,
  encodeExportResponse,
} from './export-response.js';
export { fromAnyValue, fromKeyValues } from './from-any-value.js';
export { type DecodeLimits, limits } from './limits.js';
export { lineToLogRecord } from './line-to-log-record.js';
export { OtlpError, type OtlpErrorCode } from './otlp-error.js';
export { parseLogsJson, parseMetricsJson, parseTracesJson } from './parse-json.js';
export { levelFromSeverity, severityFromLevel } from './severity.js';
export { toAnyValue, toKeyValues } from './to-any-value.js';
export type * from './types.js';
export { millisToUnixNano, nowUnixNano } from './unix-nano.js';
export { WireWriter } from './wire-writer.js';

import { createJsonWalk, type JsonField } from './json-field.js';
import { logsData, metricsData, tracesData } from './json-messages.js';
import type { DecodeLimits } from './limits.js';
import { OtlpError } from './otlp-error.js';
import type { LogsData, MetricsData, TracesData } from './types.js';

/** A body: its text, its bytes, or what `JSON.parse` made of them. */
type JsonBody = string | Uint8Array | object;

function parse<T>(field: JsonField<T>, body: JsonBody, limits?: Partial<DecodeLimits>): T {
  let value: unknown = body;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    try {
      value = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
    } catch {
      throw new OtlpError('syntax', 'body', 'JSON', 'another text');
    }
  }
  return field(value, '', createJsonWalk(limits));
}

/**
 * A JSON body of `POST /v1/logs`, checked field by field. The result is made anew: it holds the
 * fields of the specification only, ids in lower case and 64-bit integers as strings.
 *
 * @throws OtlpError that names the field, if one has the wrong type or a limit is passed.
 */
export function parseLogsJson(body: JsonBody, limits?: Partial<DecodeLimits>): LogsData {
  return parse(logsData, body, limits);
}

/** A JSON body of `POST /v1/traces`; see {@link parseLogsJson}. */
export function parseTracesJson(body: JsonBody, limits?: Partial<DecodeLimits>): TracesData {
  return parse(tracesData, body, limits);
}

/** A JSON body of `POST /v1/metrics`; see {@link parseLogsJson}. */
export function parseMetricsJson(body: JsonBody, limits?: Partial<DecodeLimits>): MetricsData {
  return parse(metricsData, body, limits);
}

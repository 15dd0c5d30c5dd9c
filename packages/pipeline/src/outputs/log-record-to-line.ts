import { fromAnyValue, fromKeyValues, type LogRecord, levelFromSeverity } from '@sonde/otlp';
import { escapeLine } from './escape-line.js';
import type { ReadRecord } from './read-log-batch.js';
import { type ToldError, toldError } from './told-error.js';

/** Attributes that have a key of their own in a line. */
const renamed: readonly (readonly [attribute: string, key: string])[] = [
  ['request.id', 'request_id'],
  ['user.id', 'user_id'],
  ['session.id', 'session_id'],
  ['logger.name', 'name'],
];

/** What `err` tells already; the frames are its stack. */
const inError: ReadonlySet<string> = new Set([
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'sonde.error.frames',
  'sonde.error.chain',
  'sonde.error.handled',
  'sonde.error.mechanism',
  'sonde.error.count',
  'err',
]);

/** Keys that only a record itself may set. */
const reserved: ReadonlySet<string> = new Set([
  'level',
  'time',
  'msg',
  'service',
  'pid',
  'hostname',
  'trace_id',
  'span_id',
  'trace_flags',
  'event',
  'err',
]);

function errorField(told: ToldError, rest: unknown): Record<string, unknown> {
  const [first, ...others] = told.chain;
  const plain = ({
    type,
    message,
    stack,
  }: ToldError['chain'][number]): Record<string, unknown> => ({
    type,
    message,
    ...(stack === undefined ? {} : { stack }),
  });
  const err: Record<string, unknown> = {
    ...(typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? rest : {}),
    ...(first ? plain(first) : {}),
  };
  let at = err;
  for (const link of others.filter(({ relation }) => relation === 'cause')) {
    const cause = plain(link);
    at['cause'] = cause;
    at = cause;
  }
  const members = others.filter(({ relation }) => relation === 'member').map(plain);
  if (members.length > 0) err['errors'] = members;
  return err;
}

function timeOf({ timeUnixNano, observedTimeUnixNano }: LogRecord): number {
  const nanos = timeUnixNano === '0' ? (observedTimeUnixNano ?? '0') : timeUnixNano;
  return Number(nanos.slice(0, -6) || '0');
}

/**
 * A record as one JSON line in pino's shape, the fields of `docs/fields.md`, without a line break at
 * its end. `lineToLogRecord` of `@sonde/otlp` reads it back.
 */
export function logRecordToLine({ record, resource }: ReadRecord): string {
  const attributes = fromKeyValues(record.attributes);
  const owner = fromKeyValues(resource.attributes);
  const told = toldError(attributes);
  const line: Record<string, unknown> = {
    level: levelFromSeverity(record.severityNumber),
    time: timeOf(record),
  };
  const put = (key: string, value: unknown): void => {
    if (value !== undefined && value !== '') line[key] = value;
  };
  put('pid', owner['process.pid']);
  put('hostname', owner['host.name']);
  put('service', owner['service.name']);
  for (const [attribute, key] of renamed) put(key, attributes[attribute]);
  put('trace_id', record.traceId);
  put('span_id', record.spanId);
  if (record.traceId)
    put('trace_flags', ((record.flags ?? 0) & 0xff).toString(16).padStart(2, '0'));
  put('event', record.eventName);
  for (const [key, value] of Object.entries(attributes)) {
    if (renamed.some(([attribute]) => attribute === key)) continue;
    if (told && inError.has(key)) continue;
    line[reserved.has(key) ? `field.${key}` : key] = value;
  }
  if (told) {
    line['err'] = errorField(told, attributes['err']);
    if (!told.handled) line['handled'] = false;
    if (told.mechanism !== 'log') line['mechanism'] = told.mechanism;
    put('count', attributes['sonde.error.count']);
  }
  if (record.body) line['msg'] = fromAnyValue(record.body);
  return escapeLine(JSON.stringify(line));
}

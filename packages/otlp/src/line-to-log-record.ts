import { limits } from './limits.js';
import { levelNumber, severityFromLevel } from './severity.js';
import { boundText, toAnyValue, toKeyValues } from './to-any-value.js';
import type { KeyValue, LogRecord } from './types.js';
import { millisToUnixNano, nowUnixNano } from './unix-nano.js';

/** Keys of a line that have a place of their own; all others become attributes as they are. */
const placed: ReadonlySet<string> = new Set([
  'time',
  'timestamp',
  'level',
  'msg',
  'message',
  'service',
  'trace_id',
  'span_id',
  'trace_flags',
  'traceId',
  'spanId',
  'traceFlags',
  'request_id',
  'user_id',
  'session_id',
  'event',
  'name',
  'pid',
  'hostname',
  'err',
  'handled',
  'mechanism',
  'count',
  'v',
]);

const ids: readonly (readonly [line: string, attribute: string])[] = [
  ['request_id', 'request.id'],
  ['user_id', 'user.id'],
  ['session_id', 'session.id'],
  ['name', 'logger.name'],
];

type Line = Readonly<Record<string, unknown>>;

function timeOf(line: Line): string {
  const time = line['time'] ?? line['timestamp'];
  if (typeof time === 'number') return millisToUnixNano(time);
  if (typeof time === 'string') {
    const millis = Date.parse(time);
    if (!Number.isNaN(millis)) return millisToUnixNano(millis);
    if (/^\d{10,16}$/.test(time)) return millisToUnixNano(Number(time));
  }
  return nowUnixNano();
}

function hexOf(value: unknown, length: number): string | undefined {
  if (typeof value !== 'string' || value.length !== length) return undefined;
  return /^[0-9a-f]+$/i.test(value) && !/^0+$/.test(value) ? value.toLowerCase() : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

interface ErrorField {
  type: string;
  message: string;
  stack?: string;
}

/** The `err` field of a line, if it tells an error. */
function errorOf(value: unknown): (ErrorField & Line) | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const err = value as Line;
  const type = textOf(err['type']) ?? textOf(err['name']);
  const message = textOf(err['message']);
  const stack = textOf(err['stack']);
  if (type === undefined && message === undefined && stack === undefined) return undefined;
  return {
    ...err,
    type: type ?? 'Error',
    message: message ?? '',
    ...(stack === undefined ? {} : { stack }),
  };
}

function chainOf(err: Line): object[] {
  const chain: object[] = [];
  const add = (relation: 'cause' | 'member', value: unknown): Line | undefined => {
    const error = errorOf(value);
    if (!error) return undefined;
    chain.push({
      relation,
      type: boundText(error.type, limits.value.keyLength),
      message: boundText(error.message, limits.value.stringLength),
      ...(error.stack === undefined
        ? {}
        : { stack: boundText(error.stack, limits.value.stackLength) }),
    });
    return error;
  };
  let at: unknown = err['cause'];
  for (let i = 0; i < 8 && at !== undefined; i++) at = add('cause', at)?.['cause'];
  const members = err['errors'] ?? err['aggregateErrors'];
  if (Array.isArray(members)) for (const member of members.slice(0, 16)) add('member', member);
  return chain;
}

const errorKeys: ReadonlySet<string> = new Set([
  'type',
  'name',
  'message',
  'stack',
  'cause',
  'errors',
  'aggregateErrors',
]);

function addError(attributes: KeyValue[], line: Line, err: ErrorField & Line): void {
  const add = (key: string, value: unknown): void => {
    attributes.push({ key, value: toAnyValue(value) });
  };
  add('exception.type', boundText(err.type, limits.value.keyLength));
  add('exception.message', err.message);
  if (err.stack !== undefined) {
    attributes.push({
      key: 'exception.stacktrace',
      value: { stringValue: boundText(err.stack, limits.value.stackLength) },
    });
  }
  add('sonde.error.handled', line['handled'] !== false);
  add('sonde.error.mechanism', textOf(line['mechanism']) ?? 'log');
  const chain = chainOf(err);
  if (chain.length > 0) {
    attributes.push({ key: 'sonde.error.chain', value: { stringValue: JSON.stringify(chain) } });
  }
  const count = line['count'];
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) {
    add('sonde.error.count', count);
  }
  const rest: Record<string, unknown> = {};
  for (const key of Object.keys(err)) if (!errorKeys.has(key)) rest[key] = err[key];
  if (Object.keys(rest).length > 0) add('err', rest);
}

/**
 * A log line, parsed, as an OTLP record: `docs/fields.md` is the table. Lines of any pino are read:
 * the level as a number or a word, the time as a number or an ISO text. A line without a readable
 * time gets the present one. Never throws; bounded by `limits.value`.
 */
export function lineToLogRecord(line: Record<string, unknown>): LogRecord {
  const rest: Record<string, unknown> = {};
  const attributes: KeyValue[] = [];
  const err = errorOf(line['err']);
  for (const key of Object.keys(line)) {
    if (!placed.has(key)) rest[key] = line[key];
  }
  for (const [key, attribute] of ids) {
    const value = line[key];
    if (typeof value === 'string' || typeof value === 'number') {
      attributes.push({ key: attribute, value: toAnyValue(String(value)) });
    }
  }
  if (err) addError(attributes, line, err);
  else {
    for (const key of ['err', 'handled', 'mechanism', 'count']) {
      if (line[key] !== undefined) rest[key] = line[key];
    }
  }
  const further = toKeyValues(rest);
  const dropped = Math.max(0, Object.keys(rest).length - further.length);
  for (const one of further) attributes.push(one);

  const severity = severityFromLevel(levelNumber(line['level']) ?? 30);
  const message = line['msg'] ?? line['message'];
  const record: LogRecord = {
    timeUnixNano: timeOf(line),
    severityNumber: severity.number,
    severityText: severity.text,
    attributes,
  };
  record.observedTimeUnixNano = record.timeUnixNano;
  if (typeof message === 'string') {
    record.body = { stringValue: boundText(message, limits.value.bodyLength) };
  } else if (message !== undefined) record.body = toAnyValue(message);
  else if (err) record.body = { stringValue: boundText(err.message, limits.value.bodyLength) };
  if (dropped > 0) record.droppedAttributesCount = dropped;

  const traceId = hexOf(line['trace_id'] ?? line['traceId'], 32);
  const spanId = hexOf(line['span_id'] ?? line['spanId'], 16);
  if (traceId) {
    record.traceId = traceId;
    if (spanId) record.spanId = spanId;
    const flags = line['trace_flags'] ?? line['traceFlags'];
    if (typeof flags === 'string' && /^[0-9a-f]{1,2}$/i.test(flags)) {
      record.flags = Number.parseInt(flags, 16);
    } else if (typeof flags === 'number') record.flags = flags & 0xff;
  }
  const event = textOf(line['event']);
  if (event !== undefined) record.eventName = boundText(event, limits.value.keyLength);
  else if (line['event'] !== undefined) {
    attributes.push({ key: 'event', value: toAnyValue(line['event']) });
  }
  return record;
}

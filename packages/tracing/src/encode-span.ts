import type { Attributes, HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { hideQueryValues } from './hide-query-values.js';

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
/** OTLP's number of each of the API's kinds: it begins with `unspecified`. */
const KINDS = [1, 2, 3, 4, 5] as const;

function nanoseconds(time: HrTime): string {
  return `"${time[0]}${String(time[1]).padStart(9, '0')}"`;
}

function scalar(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    case 'number':
      if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
      // JSON has no infinity: the OTLP mapping writes the three special values as strings.
      return Number.isFinite(value) ? `{"doubleValue":${value}}` : `{"doubleValue":"${value}"}`;
    case 'object':
      return value === null ? '{}' : composite(value);
    default:
      return '{}';
  }
}

function composite(value: object): string {
  if (value instanceof Uint8Array) {
    return `{"bytesValue":"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"}`;
  }
  if (Array.isArray(value)) return `{"arrayValue":{"values":[${value.map(scalar).join(',')}]}}`;
  return `{"kvlistValue":{"values":${keyValues(value as Attributes)}}}`;
}

/** Names of attributes are few: each is written once. A caller that invents them does not fill memory. */
const MAX_NAMES = 1000;
const names = new Map<string, string>();

function nameText(key: string): string {
  let text = names.get(key);
  if (text === undefined) {
    text = `{"key":${JSON.stringify(key)},"value":`;
    if (names.size < MAX_NAMES) names.set(key, text);
  }
  return text;
}

function keyValues(attributes: Attributes): string {
  let text = '[';
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue;
    let value = attributes[key];
    if (value === undefined) continue;
    if (typeof value === 'string') value = hideQueryValues(key, value);
    if (text.length > 1) text += ',';
    text += `${nameText(key)}${scalar(value)}}`;
  }
  return `${text}]`;
}

function events(span: ReadableSpan): string {
  if (span.events.length === 0) return '';
  const list = span.events.map((event) => {
    const dropped = event.droppedAttributesCount
      ? `,"droppedAttributesCount":${event.droppedAttributesCount}`
      : '';
    return `{"timeUnixNano":${nanoseconds(event.time)},"name":${JSON.stringify(event.name)},"attributes":${keyValues(event.attributes ?? {})}${dropped}}`;
  });
  return `,"events":[${list.join(',')}]`;
}

function links(span: ReadableSpan): string {
  if (span.links.length === 0) return '';
  const list = span.links.map(({ context, attributes }) => {
    const state = context.traceState?.serialize();
    return `{"traceId":"${context.traceId}","spanId":"${context.spanId}"${state ? `,"traceState":${JSON.stringify(state)}` : ''},"attributes":${keyValues(attributes ?? {})},"flags":${flags(context.traceFlags, context.isRemote)}}`;
  });
  return `,"links":[${list.join(',')}]`;
}

function flags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}

function count(name: string, value: number): string {
  return value > 0 ? `,"${name}":${value}` : '';
}

const scopes = new WeakMap<object, string>();

/** A scope is one object per tracer, so its text is written once. */
function scopeText(scope: ReadableSpan['instrumentationScope']): string {
  let text = scopes.get(scope);
  if (text === undefined) {
    text = JSON.stringify({ name: scope.name, version: scope.version });
    scopes.set(scope, text);
  }
  return text;
}

/**
 * Writes an ended span as the JSON of a `SpanRecord`. The text is put together by hand: ids and
 * times need no escaping, and no object is built for the serialiser to walk.
 */
export function encodeSpan(span: ReadableSpan): string {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  const state = traceState?.serialize();
  const { message } = span.status;
  const code: number = span.status.code;
  let status = '';
  if (code > 0 || message) {
    status = `,"status":{"code":${code}${message ? `,"message":${JSON.stringify(message)}` : ''}}`;
  }
  return `{"scope":${scopeText(span.instrumentationScope)},"span":{"traceId":"${traceId}","spanId":"${spanId}"${
    state ? `,"traceState":${JSON.stringify(state)}` : ''
  }${parent?.spanId ? `,"parentSpanId":"${parent.spanId}"` : ''},"flags":${flags(traceFlags, parent?.isRemote)},"name":${JSON.stringify(span.name)},"kind":${KINDS[span.kind]},"startTimeUnixNano":${nanoseconds(span.startTime)},"endTimeUnixNano":${nanoseconds(span.endTime)},"attributes":${keyValues(span.attributes)}${count('droppedAttributesCount', span.droppedAttributesCount)}${events(span)}${count('droppedEventsCount', span.droppedEventsCount)}${links(span)}${count('droppedLinksCount', span.droppedLinksCount)}${status}}}`;
}

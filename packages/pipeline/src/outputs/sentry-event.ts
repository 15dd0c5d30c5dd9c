import type { Frame } from '@sonde/errors';
import { fromAnyValue, fromKeyValues, levelFromSeverity } from '@sonde/otlp';
import type { ReadRecord } from './read-log-batch.js';
import { readTrail, type TrailStep } from './read-trail.js';
import { recordUid } from './sent-records.js';
import { type ChainLink, type ToldError, toldError } from './told-error.js';
import { ulidToHex } from './ulid-to-hex.js';

/** The event payload of Sentry. @see https://develop.sentry.dev/sdk/data-model/event-payloads/ */
export interface SentryEvent {
  /** Made of the record's id: an event that is sent twice is one there. */
  event_id: string;
  /** Seconds since the epoch. */
  timestamp: number;
  platform: 'node' | 'javascript';
  level: string;
  exception: { values: object[] };
  [key: string]: unknown;
}

const levels: Readonly<Record<number, string>> = {
  10: 'debug',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
};

/** Of a tag's value, and of a release; Sentry drops what is longer. */
const TAG_LENGTH = 200;
const VALUE_LENGTH = 8192;

/** Attributes that have a place of their own in an event. */
const placed = /^(?:exception\.|sonde\.error\.|sonde\.fingerprint$|user\.id$|log\.record\.uid$)/;

/** Few in number and of few values: what one filters issues by. */
const tags: readonly string[] = [
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'logger.name',
  'sonde.source',
];

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function frameOf(frame: Frame): object {
  const { function: name, file, line, column, inApp, source } = frame;
  const at = source && line !== undefined ? line - source.firstLine : -1;
  const context =
    source && at >= 0 && at < source.lines.length
      ? {
          pre_context: source.lines.slice(0, at),
          context_line: source.lines[at],
          post_context: source.lines.slice(at + 1),
        }
      : {};
  return {
    filename: file,
    abs_path: file,
    function: name ?? '?',
    in_app: inApp,
    ...(line === undefined ? {} : { lineno: line }),
    ...(column === undefined ? {} : { colno: column }),
    ...context,
  };
}

function exceptionOf(link: ChainLink, index: number, parent: number, told: ToldError): object {
  const frames = (link.frames ?? []).map(frameOf).toReversed();
  const { relation } = link;
  return {
    type: link.type,
    value: link.message.slice(0, VALUE_LENGTH),
    ...(frames.length > 0 ? { stacktrace: { frames } } : {}),
    mechanism:
      relation === undefined
        ? {
            type: told.mechanism,
            handled: told.handled,
            exception_id: index,
            ...(told.chain.some((one) => one.relation === 'member')
              ? { is_exception_group: true }
              : {}),
          }
        : {
            type: 'chained',
            handled: told.handled,
            exception_id: index,
            parent_id: parent,
            source: relation === 'cause' ? 'cause' : `errors[${index}]`,
          },
  };
}

/** Sentry has the error that was caught last, what caused it before it. */
function exceptions(told: ToldError): object[] {
  let cause = 0;
  return told.chain
    .map((link, index) => {
      const parent = link.relation === 'cause' ? cause : 0;
      if (link.relation === 'cause') cause = index;
      return exceptionOf(link, index, parent, told);
    })
    .toReversed();
}

function breadcrumbOf({ time, what }: TrailStep): object {
  return { message: what, ...(time === undefined ? {} : { timestamp: time / 1000 }) };
}

/** `name@version`, since releases there belong to all projects together. */
function releaseOf(owner: Readonly<Record<string, unknown>>): string | undefined {
  const version = text(owner['service.version']);
  if (version === undefined) return undefined;
  const name = text(owner['service.name']);
  const release = name === undefined ? version : `${name}@${version}`;
  return release.replace(/[\s/\\]+/g, '-').slice(0, TAG_LENGTH);
}

function tagOf(value: unknown): string | undefined {
  const scalar = typeof value === 'string' || typeof value === 'number';
  return scalar && value !== '' ? String(value).slice(0, TAG_LENGTH) : undefined;
}

function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** An error record as an event; undefined if it tells no error. */
export function sentryEvent({ record, resource }: ReadRecord): SentryEvent | undefined {
  const attributes = fromKeyValues(record.attributes);
  const told = toldError(attributes);
  if (!told) return undefined;
  const owner = fromKeyValues(resource.attributes);
  const page = attributes['sonde.source'] === 'browser';
  const body = record.body ? fromAnyValue(record.body) : undefined;
  const fingerprint = told.own ?? told.fingerprint;
  const trail = readTrail(attributes['sonde.error.trail']).map(breadcrumbOf);
  const userId = text(attributes['user.id']);
  const userAgent = text(attributes['user_agent.original']);
  const runtime = text(owner['process.runtime.name']);

  return {
    event_id: ulidToHex(recordUid(record)),
    timestamp: Number(record.timeUnixNano.slice(0, -6) || '0') / 1000,
    platform: page ? 'javascript' : 'node',
    level: levels[levelFromSeverity(record.severityNumber)] ?? 'error',
    exception: { values: exceptions(told) },
    sdk: { name: 'sonde.javascript', version: '0.1.0' },
    ...defined({
      logentry:
        typeof body === 'string' && body !== told.chain[0]?.message
          ? { formatted: body.slice(0, VALUE_LENGTH) }
          : undefined,
      logger: text(attributes['logger.name']),
      server_name: page ? undefined : text(owner['host.name']),
      release: releaseOf(owner),
      environment:
        text(owner['deployment.environment.name']) ?? text(owner['deployment.environment']),
      transaction: text(attributes['http.route'])?.slice(0, TAG_LENGTH),
      fingerprint: fingerprint === undefined ? undefined : [fingerprint],
      user: userId === undefined ? undefined : { id: userId },
      request: userAgent === undefined ? undefined : { headers: { 'User-Agent': userAgent } },
      breadcrumbs: trail.length > 0 ? { values: trail } : undefined,
    }),
    contexts: defined({
      trace:
        record.traceId && record.spanId
          ? { trace_id: record.traceId, span_id: record.spanId }
          : undefined,
      runtime:
        runtime === undefined || page
          ? undefined
          : defined({ name: runtime, version: text(owner['process.runtime.version']) }),
    }),
    tags: defined({
      service: tagOf(owner['service.name']),
      ...Object.fromEntries(tags.map((name) => [name, tagOf(attributes[name])])),
    }),
    extra: Object.fromEntries(
      Object.entries(attributes).filter(([key]) => !placed.test(key) && !tags.includes(key)),
    ),
  };
}

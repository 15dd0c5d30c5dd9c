import type { Frame } from '@sonde/errors';
import { fromAnyValue, fromKeyValues, levelFromSeverity } from '@sonde/otlp';
import type { ReadRecord } from './read-log-batch.js';
import { readTrail } from './read-trail.js';
import { recordUid } from './sent-records.js';
import { type ChainLink, toldError } from './told-error.js';

const MESSAGE_LENGTH = 8192;
/** Of a breadcrumb's name; longer ones are refused. */
const NAME_LENGTH = 30;

const placed = /^(?:exception\.|sonde\.error\.|sonde\.fingerprint$|user\.id$|log\.record\.uid$)/;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function frameOf({ function: name, file, line, column, inApp, source }: Frame): object {
  const code = source
    ? Object.fromEntries(source.lines.map((content, index) => [source.firstLine + index, content]))
    : undefined;
  return {
    file,
    method: name ?? '(anonymous)',
    lineNumber: line ?? null,
    columnNumber: column ?? null,
    inProject: inApp,
    ...(code === undefined ? {} : { code }),
  };
}

function exceptionOf(link: ChainLink, type: string): object {
  return {
    errorClass: link.type,
    message: link.message.slice(0, MESSAGE_LENGTH),
    stacktrace: (link.frames ?? []).map(frameOf),
    type,
  };
}

/** @param caught when the error was, for a step that does not tell its time: there each must have one. */
function breadcrumbsOf(trail: unknown, caught: string): object[] {
  return readTrail(trail).map(({ time, what }) => {
    const at = time === undefined ? undefined : new Date(time);
    return {
      timestamp: at && !Number.isNaN(at.getTime()) ? at.toISOString() : caught,
      name: what.slice(0, NAME_LENGTH),
      type: 'manual',
      metaData: { what },
    };
  });
}

function severityOf(severityNumber: number): 'error' | 'warning' | 'info' {
  const level = levelFromSeverity(severityNumber);
  if (level >= 50) return 'error';
  return level === 40 ? 'warning' : 'info';
}

/**
 * An error record as an event of Bugsnag's notify API, payload version 4; undefined if it tells no
 * error.
 *
 * @see https://bugsnagerrorreportingapi.docs.apiary.io/
 */
export function bugsnagEvent({ record, resource }: ReadRecord): object | undefined {
  const attributes = fromKeyValues(record.attributes);
  const told = toldError(attributes);
  if (!told) return undefined;
  const owner = fromKeyValues(resource.attributes);
  const page = attributes['sonde.source'] === 'browser';
  const body = record.body ? fromAnyValue(record.body) : undefined;
  const type = page ? 'browserjs' : 'nodejs';
  const groupingHash = told.own ?? told.fingerprint;
  const userId = text(attributes['user.id']);
  const environment =
    text(owner['deployment.environment.name']) ?? text(owner['deployment.environment']);
  const version = text(owner['service.version']);
  const context = text(attributes['http.route']) ?? text(attributes['url.path']);
  const runtime = text(owner['process.runtime.version']);
  const host = text(owner['host.name']);
  const time = new Date(Number(record.timeUnixNano.slice(0, -6) || '0')).toISOString();

  return {
    payloadVersion: '4',
    exceptions: told.chain.map((link) => exceptionOf(link, type)),
    breadcrumbs: breadcrumbsOf(attributes['sonde.error.trail'], time),
    severity: severityOf(record.severityNumber),
    severityReason: { type: told.handled ? 'handledException' : 'unhandledException' },
    unhandled: !told.handled,
    ...(groupingHash === undefined ? {} : { groupingHash }),
    ...(context === undefined ? {} : { context }),
    ...(userId === undefined ? {} : { user: { id: userId } }),
    app: {
      ...(version === undefined ? {} : { version }),
      releaseStage: environment ?? 'production',
      type: text(owner['service.name']) ?? 'node',
    },
    device: {
      time: time,
      ...(host === undefined || page ? {} : { hostname: host }),
      ...(runtime === undefined || page ? {} : { runtimeVersions: { node: runtime } }),
    },
    ...(record.traceId && record.spanId
      ? { correlation: { traceId: record.traceId, spanId: record.spanId } }
      : {}),
    metaData: {
      sonde: {
        ...(typeof body === 'string' ? { message: body } : {}),
        ...(record.traceId ? { trace_id: record.traceId } : {}),
        record_id: recordUid(record),
        service: text(owner['service.name']),
      },
      attributes: Object.fromEntries(
        Object.entries(attributes).filter(([key]) => !placed.test(key)),
      ),
    },
  };
}

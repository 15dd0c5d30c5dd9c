import { hash } from 'node:crypto';
import { fromAnyValue, type LogRecord, type LogsData } from '@sonde/otlp';
import type { Level, LogRow } from '../api.js';
import { BLOCK_EVENT, createBlockTable } from './block-table.js';
import {
  attributesJson,
  cutText,
  numberOf,
  plainAttributes,
  searchText,
  textOf,
} from './plain-attributes.js';
import { believableTime, nanosToMicros } from './record-time.js';
import type { StoredResource } from './resource-table.js';
import type { IngestResult, WriteContext } from './write-context.js';

const MAX_BODY = 32_768;
const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const INFO = 9;
export const SEVERITY_ERROR = 17;

/** OTLP's 1 to 24 as the word; what was not set counts as info. */
export function levelOfSeverity(severity: number): Level {
  return LEVELS[Math.floor((Math.min(Math.max(severity, 1), 24) - 1) / 4)] ?? 'info';
}

/** The lowest severity number of a level. */
export function severityOfLevel(level: Level): number {
  return LEVELS.indexOf(level) * 4 + 1;
}

export interface LogWriter {
  write(data: LogsData): IngestResult;
}

export function createLogWriter(context: WriteContext): LogWriter {
  const { database, rollups } = context;
  const blocks = createBlockTable(database);
  const insertLog = database.prepare(
    'INSERT OR IGNORE INTO logs (time, hash, severity, resource, service, trace, span_id, ' +
      'received, body, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertText = database.prepare(
    'INSERT INTO logs_text (rowid, body, attributes) VALUES (?, ?, ?)',
  );
  const setIssue = database.prepare('UPDATE logs SET issue = ? WHERE id = ?');
  const addPageSession = database.prepare(
    'INSERT INTO page_sessions (series, session, seen) VALUES (?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET seen = excluded.seen',
  );

  function writeRecord(
    record: LogRecord,
    resource: StoredResource,
    repeats: Map<string, number>,
  ): boolean {
    const arrived = context.now() * 1000;
    const own = nanosToMicros(record.timeUnixNano) || nanosToMicros(record.observedTimeUnixNano);
    const time = believableTime(own, arrived);
    const severity = record.severityNumber >= 1 ? Math.min(record.severityNumber, 24) : INFO;
    const attributes = plainAttributes(context.redactAttributes(record.attributes ?? []));
    const eventName = record.eventName || undefined;
    if (eventName !== undefined) attributes['event.name'] = cutText(eventName, 200);
    const body = bodyText(record, attributes);
    const message = cutText(context.redactText(body), MAX_BODY);
    const json = attributesJson(attributes);
    const traceId = record.traceId?.length === 32 ? record.traceId : undefined;
    const spanId = record.spanId?.length === 16 ? record.spanId : undefined;

    // The same line twice in one body is two lines; the same body twice is a repeat.
    const uid = textOf(attributes, 'log.record.uid');
    const content = uid ?? `${resource.id}|${time}|${severity}|${spanId ?? ''}|${message}|${json}`;
    const nth = uid === undefined ? (repeats.get(content) ?? 0) : 0;
    if (uid === undefined) repeats.set(content, nth + 1);
    const digest = Number.parseInt(hash('sha1', `${nth}|${content}`).slice(0, 13), 16);

    const trace = traceId === undefined ? undefined : context.traces.of(traceId);
    const inserted = insertLog.run(
      time,
      digest,
      severity,
      resource.id,
      resource.service,
      trace?.id ?? null,
      spanId ?? null,
      context.nowSeconds(),
      message,
      json,
    );
    if (inserted.changes === 0) return false;
    const id = Number(inserted.lastInsertRowid);
    insertText.run(id, message, searchText(attributes));

    const { service } = resource;
    const browser = resource.browser || attributes['sonde.source'] === 'browser';
    context.resources.saw(service, resource.version, browser);
    const level = levelOfSeverity(severity);
    rollups.add('logs', [service, level], time, 0, 1, 0);
    if (trace !== undefined) context.traces.addLog(trace, severity >= SEVERITY_ERROR);
    let fingerprint: string | undefined;
    if (textOf(attributes, 'exception.type') !== undefined) {
      const issue = context.issues.add({
        attributes,
        time,
        resource: resource.id,
        service,
        version: resource.version,
        browser,
        traceId,
        spanId,
        route: undefined,
        from: 'log',
        logId: id,
      });
      if (issue !== undefined) {
        fingerprint = issue.fingerprint;
        setIssue.run(issue.id, id);
        if (issue.counted > 0) {
          rollups.add('issue', [issue.fingerprint], time, 0, issue.counted, 0);
          context.counts.errors++;
        }
        context.changed.issues = true;
      }
    }
    if (eventName === 'browser.web_vital') addVital(service, attributes, time);
    else if (eventName === 'browser.page_view') addView(service, attributes, time);
    else if (eventName === BLOCK_EVENT && blocks.record(resource.id, time, attributes, traceId)) {
      context.changed.metrics = true;
    }
    context.stored(() => {
      const row: LogRow = {
        id: String(id),
        time: time / 1000,
        level,
        service,
        message,
        attributes,
      };
      if (traceId !== undefined) row.traceId = traceId;
      if (spanId !== undefined) row.spanId = spanId;
      if (fingerprint !== undefined) row.fingerprint = fingerprint;
      return row;
    });
    return true;
  }

  function addVital(service: string, attributes: Record<string, unknown>, time: number): void {
    const name = textOf(attributes, 'browser.web_vital.name');
    const value = numberOf(attributes, 'browser.web_vital.value');
    if (name === undefined || value === undefined || value < 0) return;
    if (!['LCP', 'INP', 'CLS', 'FCP', 'TTFB'].includes(name)) return;
    const rating = textOf(attributes, 'browser.web_vital.rating') ?? '';
    if (!['good', 'needs-improvement', 'poor'].includes(rating)) return;
    // CLS has no unit and matters to a hundredth: kept as thousandths.
    const scaled = name === 'CLS' ? value * 1000 : value;
    rollups.add('vital', [service, name, rating, pageOf(attributes)], time, scaled, 1, 0);
  }

  function addView(service: string, attributes: Record<string, unknown>, time: number): void {
    const series = rollups.add('view', [service, pageOf(attributes)], time, 0, 1, 0);
    const session = textOf(attributes, 'session.id');
    if (session !== undefined) {
      addPageSession.run(series, session.slice(0, 100), Math.floor(time / 1e6));
    }
  }

  return {
    write(data) {
      const result: IngestResult = { stored: 0, duplicates: 0, invalid: 0 };
      const repeats = new Map<string, number>();
      for (const { resource: given, scopeLogs } of data.resourceLogs ?? []) {
        const resource = context.resources.intern(given);
        for (const { logRecords } of scopeLogs ?? []) {
          for (const record of logRecords ?? []) {
            if (writeRecord(record, resource, repeats)) result.stored++;
            else result.duplicates++;
          }
        }
      }
      context.counts.logs += result.stored;
      if (result.stored > 0) context.changed.logs = true;
      return result;
    },
  };
}

function bodyText(record: LogRecord, attributes: Record<string, unknown>): string {
  const body = record.body === undefined ? undefined : fromAnyValue(record.body);
  if (typeof body === 'string') return body;
  if (body !== undefined && body !== null) return JSON.stringify(body);
  return textOf(attributes, 'exception.message') ?? record.eventName ?? '';
}

function pageOf(attributes: Record<string, unknown>): string {
  return (textOf(attributes, 'url.path') ?? '/').replace(/[?#].*$/s, '').slice(0, 300);
}

import type { Span, TracesData } from '@sonde/otlp';
import { attributesJson, cutText, plainAttributes, textOf } from './plain-attributes.js';
import { believableTime, nanosBetween, nanosToMicros } from './record-time.js';
import type { StoredResource } from './resource-table.js';
import { createServiceEdges, type ServiceEdges } from './service-edges.js';
import { calledUrlOf, httpStatusOf, routeOf, SPAN_KIND, summaryOf } from './span-facts.js';
import type { IngestResult, WriteContext } from './write-context.js';

const MAX_EVENTS = 128;
const MAX_LINKS = 128;
const STATUS_ERROR = 2;

export interface SpanWriter {
  write(data: TracesData): IngestResult;
  reset(): void;
}

export function createSpanWriter(context: WriteContext): SpanWriter {
  const { database, traces, rollups } = context;
  const insertSpan = database.prepare(
    'INSERT OR IGNORE INTO spans (trace, span_id, parent_id, resource, name, kind, start, ' +
      'duration, error, exceptions, summary, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertDetail = database.prepare(
    'INSERT INTO span_details (id, trace, json) VALUES (?, ?, ?)',
  );
  const insertText = database.prepare('INSERT INTO spans_text (rowid, text) VALUES (?, ?)');
  const maxDetail = database.prepare('SELECT max(id) AS id FROM span_details');
  let lastDetail = Number(maxDetail.get()?.['id'] ?? 0);
  const edges: ServiceEdges = createServiceEdges(database, (from, to, call) => {
    rollups.add('edge', [from, to], call.timeMicros, call.durationMs, 1, call.error ? 1 : 0);
  });

  function writeSpan(span: Span, resource: StoredResource, scope: string): 'stored' | 'duplicate' {
    const arrived = context.now() * 1000;
    const nanos = nanosBetween(span.startTimeUnixNano, span.endTimeUnixNano);
    const start = believableTime(nanosToMicros(span.startTimeUnixNano), arrived);
    const end = start + nanos / 1000;
    const durationMs = nanos / 1e6;
    const attributes = plainAttributes(context.redactAttributes(span.attributes ?? []));
    const name = cutText(context.redactText(span.name ?? ''), 500);
    const kind = span.kind ?? 0;
    const parentId = span.parentSpanId || undefined;
    const status = httpStatusOf(attributes);
    const isError = span.status?.code === STATUS_ERROR;
    const events = (span.events ?? []).slice(0, MAX_EVENTS).map((event) => ({
      time: nanosToMicros(event.timeUnixNano) / 1000,
      name: cutText(context.redactText(event.name ?? ''), 500),
      attributes: plainAttributes(context.redactAttributes(event.attributes ?? [])),
    }));
    const exceptions = events.filter((event) => event.attributes['exception.type'] !== undefined);
    const summary = summaryOf(attributes);
    const trace = traces.of(span.traceId);
    const detail = lastDetail + 1;
    const stored = insertSpan.run(
      trace.id,
      span.spanId,
      parentId ?? null,
      resource.id,
      name,
      kind,
      start,
      nanos,
      isError ? 1 : 0,
      exceptions.length,
      summary ?? null,
      detail,
    );
    if (stored.changes === 0) return 'duplicate';
    lastDetail = detail;
    const statusMessage = span.status?.message
      ? cutText(context.redactText(span.status.message), 4096)
      : undefined;
    const links = (span.links ?? []).slice(0, MAX_LINKS).map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: plainAttributes(context.redactAttributes(link.attributes ?? [])),
    }));
    insertDetail.run(
      detail,
      trace.id,
      `{"scope":${JSON.stringify(scope)},"statusMessage":${JSON.stringify(statusMessage ?? null)},` +
        `"events":${events.length === 0 ? '[]' : JSON.stringify(events)},` +
        `"links":${links.length === 0 ? '[]' : JSON.stringify(links)},` +
        `"attributes":${attributesJson(attributes)}}`,
    );
    insertText.run(detail, `${name} ${summary ?? ''} ${statusMessage ?? ''}`);

    const serves = kind === SPAN_KIND.server || kind === SPAN_KIND.consumer;
    const fromBrowser = resource.browser || attributes['sonde.source'] === 'browser';
    const failed = isError || (serves && status !== undefined && status >= 500);
    const route = serves || parentId === undefined ? routeOf(name, attributes) : undefined;
    const { service } = resource;
    traces.addSpan(trace, {
      name:
        serves && textOf(attributes, 'http.route') && !name.includes(' ') ? (route ?? name) : name,
      service,
      start,
      end: Math.ceil(end),
      root: parentId === undefined,
      error: isError,
      status,
      route,
    });
    context.resources.saw(service, resource.version, fromBrowser);
    const errors = failed ? 1 : 0;
    if (serves || (fromBrowser && kind === SPAN_KIND.client)) {
      const label = serves ? (route ?? name) : calledUrlOf(name, attributes);
      rollups.add('request', [service, label], start, durationMs, 1, errors);
    }
    if (fromBrowser && kind === SPAN_KIND.client) {
      const method = textOf(attributes, 'http.request.method', 'http.method') ?? 'GET';
      const bad = isError || (status !== undefined && status >= 400) ? 1 : 0;
      const call = [service, method, calledUrlOf(name, attributes)];
      const series = rollups.add('call', call, start, durationMs, 1, bad);
      rollups.slowest(series, start, nanos, span.traceId);
    }
    edges.span(trace.id, {
      spanId: span.spanId,
      parentId,
      kind,
      attributes,
      service,
      durationMs,
      error: failed,
      timeMicros: start,
    });
    for (const event of exceptions) {
      const inherited = { ...pick(attributes), ...event.attributes };
      const issue = context.issues.add({
        attributes: inherited,
        time: event.time > 0 ? event.time * 1000 : start,
        resource: resource.id,
        service,
        version: resource.version,
        browser: fromBrowser,
        traceId: span.traceId,
        spanId: span.spanId,
        route,
        from: 'span',
        logId: undefined,
      });
      if (issue !== undefined && issue.counted > 0) {
        rollups.add('issue', [issue.fingerprint], start, 0, issue.counted, 0);
        context.counts.errors++;
        context.changed.issues = true;
      }
    }
    return 'stored';
  }

  return {
    write(data) {
      const result: IngestResult = { stored: 0, duplicates: 0, invalid: 0 };
      for (const { resource: given, scopeSpans } of data.resourceSpans ?? []) {
        const resource = context.resources.intern(given);
        for (const { scope, spans } of scopeSpans ?? []) {
          const scopeName = cutText(scope?.name ?? '', 200);
          for (const span of spans ?? []) {
            if (span.traceId?.length !== 32 || span.spanId?.length !== 16) result.invalid++;
            else if (writeSpan(span, resource, scopeName) === 'stored') result.stored++;
            else result.duplicates++;
          }
        }
      }
      context.counts.spans += result.stored;
      if (result.stored > 0) context.changed.traces = true;
      return result;
    },
    reset() {
      lastDetail = Number(maxDetail.get()?.['id'] ?? 0);
      edges.reset();
    },
  };
}

/** What an exception's event takes over from its span. */
function pick(attributes: Record<string, unknown>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const key of ['user.id', 'session.id', 'request.id', 'http.route', 'url.path']) {
    if (attributes[key] !== undefined) picked[key] = attributes[key];
  }
  return picked;
}

import type { DatabaseSync } from 'node:sqlite';

const MAX_CACHED = 5000;
const MAX_SERVICES = 32;
const MAX_ROUTES = 8;

/** What a list shows of a trace, kept up to date as its parts arrive in any order. */
export interface TraceState {
  id: number;
  traceId: string;
  start: number;
  end: number;
  name: string;
  service: string;
  /** Whether `name` is a true root's, not only that of the earliest span so far. */
  root: boolean;
  rootStart: number;
  status: number | undefined;
  spans: number;
  errors: number;
  logs: number;
  services: Map<string, number>;
  routes: Set<string>;
}

export interface SpanFact {
  name: string;
  service: string;
  start: number;
  end: number;
  root: boolean;
  error: boolean;
  status: number | undefined;
  route: string | undefined;
}

export interface TraceTable {
  /** The state of a trace, to be changed by the callers below only. */
  of(traceId: string): TraceState;
  addSpan(trace: TraceState, span: SpanFact): void;
  addLog(trace: TraceState, error: boolean): void;
  flush(): void;
  reset(): void;
}

export function createTraceTable(database: DatabaseSync, nowSeconds: () => number): TraceTable {
  const find = database.prepare('SELECT * FROM traces WHERE trace_id = ?');
  const insert = database.prepare(
    'INSERT INTO traces (trace_id, received, start, end, name, service, root, root_start, spans, ' +
      "errors, logs, services, routes) VALUES (?, ?, 0, 0, '', '', 0, 0, 0, 0, 0, '{}', '[]') RETURNING id",
  );
  const update = database.prepare(
    'UPDATE traces SET received = ?, start = ?, end = ?, name = ?, service = ?, root = ?, ' +
      'root_start = ?, status = ?, spans = ?, errors = ?, logs = ?, services = ?, routes = ? ' +
      'WHERE id = ?',
  );
  const cache = new Map<string, TraceState>();
  const changed = new Set<TraceState>();

  function load(traceId: string): TraceState {
    const row = find.get(traceId);
    if (row !== undefined) {
      return {
        id: row['id'] as number,
        traceId,
        start: row['start'] as number,
        end: row['end'] as number,
        name: row['name'] as string,
        service: row['service'] as string,
        root: row['root'] === 1,
        rootStart: row['root_start'] as number,
        status: (row['status'] as number | null) ?? undefined,
        spans: row['spans'] as number,
        errors: row['errors'] as number,
        logs: row['logs'] as number,
        services: new Map(Object.entries(JSON.parse(row['services'] as string))),
        routes: new Set(JSON.parse(row['routes'] as string) as string[]),
      };
    }
    return {
      id: insert.get(traceId, nowSeconds())?.['id'] as number,
      traceId,
      start: 0,
      end: 0,
      name: '',
      service: '',
      root: false,
      rootStart: 0,
      status: undefined,
      spans: 0,
      errors: 0,
      logs: 0,
      services: new Map(),
      routes: new Set(),
    };
  }

  function takesName(trace: TraceState, span: SpanFact): boolean {
    if (trace.spans === 0 || span.root !== trace.root) return trace.spans === 0 || span.root;
    return span.start < trace.rootStart;
  }

  return {
    of(traceId) {
      let trace = cache.get(traceId);
      if (trace === undefined) {
        trace = load(traceId);
        cache.set(traceId, trace);
      }
      changed.add(trace);
      return trace;
    },
    addSpan(trace, span) {
      if (takesName(trace, span)) {
        trace.name = span.name;
        trace.service = span.service;
        trace.root = span.root;
        trace.rootStart = span.start;
        trace.status = span.status;
      }
      trace.start = trace.spans === 0 ? span.start : Math.min(trace.start, span.start);
      trace.end = Math.max(trace.end, span.end);
      trace.spans++;
      if (span.error) trace.errors++;
      const known = trace.services.get(span.service);
      if (known !== undefined || trace.services.size < MAX_SERVICES) {
        trace.services.set(span.service, (known ?? 0) + 1);
      }
      if (span.route !== undefined && trace.routes.size < MAX_ROUTES) trace.routes.add(span.route);
    },
    addLog(trace, error) {
      trace.logs++;
      if (error) trace.errors++;
    },
    flush() {
      for (const trace of changed) {
        update.run(
          nowSeconds(),
          // Nothing begins before the root: a span that says so has another clock.
          trace.root ? trace.rootStart : trace.start,
          trace.end,
          trace.name,
          trace.service,
          trace.root ? 1 : 0,
          trace.rootStart,
          trace.status ?? null,
          trace.spans,
          trace.errors,
          trace.logs,
          JSON.stringify(Object.fromEntries(trace.services)),
          JSON.stringify([...trace.routes]),
          trace.id,
        );
      }
      changed.clear();
      // Those that were not heard of for longest; what is open within a transaction stays.
      for (const traceId of cache.keys()) {
        if (cache.size <= MAX_CACHED) break;
        cache.delete(traceId);
      }
    },
    reset() {
      cache.clear();
      changed.clear();
    },
  };
}

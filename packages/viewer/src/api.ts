/**
 * The query API of the viewer, as the page uses it: `GET` but for one `POST`, JSON, all times in milliseconds
 * since the epoch, all durations in milliseconds. A list is a window: `cursor` is opaque, `next`
 * is absent at the end. `from` and `to` bound the time; without them the last hour counts.
 * A wrong parameter answers 400 with {@link ApiError}.
 */

export interface ApiError {
  error: { code: string; message: string; parameter?: string };
}

/** `GET /api/status` */
export interface Status {
  version: string;
  /** Where to send OTLP, for the empty states. */
  otlpHttp: string;
  otlpGrpc: string;
  store: {
    bytes: number;
    maxBytes: number;
    maxAgeMs: number;
    /** Absent while empty. */
    oldest?: number;
    spans: number;
    logs: number;
    errors: number;
    metricPoints: number;
  };
  received: { spans: number; logs: number; metricPoints: number };
  /** By reason: `malformed`, `too_large`, `duplicate`, `store_full`, … */
  dropped: Record<string, number>;
}

/** `GET /api/services?from&to` */
export interface ServicesAnswer {
  services: ServiceSummary[];
  /** Who calls whom, from client and server spans. */
  edges: { from: string; to: string; calls: number; errors: number; p95: number }[];
}

export interface ServiceSummary {
  name: string;
  /** `browser` for a page. */
  kind: 'server' | 'browser';
  version?: string;
  requests: number;
  errors: number;
  /** Requests a second over the window. */
  rate: number;
  p50: number;
  p95: number;
  p99: number;
  /** Event-loop delay p99 in the last sample, where the service reports it. */
  lagP99?: number;
  lagMax?: number;
  heapUsed?: number;
  heapLimit?: number;
  lastSeen: number;
  /** Requests and errors in 30 equal buckets of the window. */
  spark: { requests: number[]; errors: number[]; p95: number[] };
  routes: { route: string; requests: number; errors: number; p95: number }[];
}

/** `GET /api/traces?service&route&q&status=error&minMs&maxMs&from&to&cursor&limit` newest first. */
export interface TracesAnswer {
  traces: TraceSummary[];
  next?: string;
}

export interface TraceSummary {
  traceId: string;
  /** Of the root span, or of the earliest span there is. */
  name: string;
  service: string;
  start: number;
  duration: number;
  spans: number;
  errors: number;
  logs: number;
  services: { name: string; spans: number }[];
  /** HTTP status of the root, where it has one. */
  status?: number;
}

/** `GET /api/traces/:traceId` 404 if unknown. */
export interface TraceAnswer extends TraceSummary {
  /** Issues seen in the trace. */
  issues: { fingerprint: string; title: string }[];
}

/**
 * `GET /api/traces/:traceId/reasons`, `GET /api/issues/:fingerprint/reasons` a few plain sentences, what
 * weighs most first. The same facts give the same sentences.
 */
export interface ReasonsAnswer {
  reasons: Reason[];
}

/**
 * Why something took so long, or what events have in common.
 *
 * - `delayed`: it waited for the event loop, which another trace kept
 * - `blocked`: it kept the event loop itself
 * - `gc`: garbage collection within it
 * - `repeated`: many queries of one shape
 * - `in_a_row`: calls one after the other
 * - `refused`: a circuit breaker was open
 * - `profiled`: a CPU profile that shows what ran
 * - `slow`: slower than its route usually is
 * - `times`: how its time was spent
 * - `first_seen`: since which version
 * - `where`: what events have in common
 */
export interface Reason {
  kind:
    | 'delayed'
    | 'blocked'
    | 'gc'
    | 'repeated'
    | 'in_a_row'
    | 'refused'
    | 'profiled'
    | 'slow'
    | 'times'
    | 'first_seen'
    | 'where';
  text: string;
  /** Milliseconds that it accounts for. */
  ms: number;
  /** Where in the trace. */
  spanId?: string;
  /** Another trace that has to do with it; of an issue, the one that it is about. */
  traceId?: string;
  fingerprint?: string;
  /** The file of a profile that was sent, as `sonde.profile.file` has it. */
  profile?: string;
}

/**
 * `GET /api/traces/:traceId/spans?offset&limit&collapsed=id,id` in tree order, clock skew mended;
 * children of a collapsed span left out. `limit` is at most 500.
 */
export interface SpansAnswer {
  /** Rows in all, with `collapsed` taken into account. */
  total: number;
  offset: number;
  spans: SpanRow[];
}

export interface SpanRow {
  spanId: string;
  parentSpanId?: string;
  depth: number;
  /** Descendants, whether shown or not. */
  descendants: number;
  name: string;
  service: string;
  /** OTLP number. */
  kind: number;
  /** Milliseconds since the start of the trace. */
  offset: number;
  duration: number;
  error: boolean;
  logs: number;
  /** Log records of error severity or worse and exception events. */
  errors: number;
  /** One line that tells what it did: SQL text, URL path, route. */
  summary?: string;
  /** True if its parent never arrived. */
  orphan?: boolean;
}

/** `GET /api/traces/:traceId/spans/:spanId` */
export interface SpanAnswer extends SpanRow {
  traceId: string;
  start: number;
  statusMessage?: string;
  scope: string;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
  events: { time: number; name: string; attributes: Record<string, unknown> }[];
  links: { traceId: string; spanId: string; attributes: Record<string, unknown> }[];
  /** Logs and errors that carry this span's id, oldest first; at most 100. */
  records: LogRow[];
}

/**
 * `GET /api/logs?q&level&service&traceId&spanId&from&to&cursor&limit&order=desc|asc`
 * `level` is the lowest shown: trace, debug, info, warn, error, fatal. `q` is a full-text query:
 * words are joined by AND, "quotes" make a phrase, key:value asks an attribute.
 */
export interface LogsAnswer {
  logs: LogRow[];
  next?: string;
  /** Counts in 60 equal buckets of the window, by level; only with `histogram=1`. */
  histogram?: { from: number; to: number; buckets: Record<Level, number>[] };
}

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LogRow {
  id: string;
  time: number;
  level: Level;
  service: string;
  message: string;
  traceId?: string;
  spanId?: string;
  /** Set if it is an error with an issue. */
  fingerprint?: string;
  attributes: Record<string, unknown>;
}

/** `GET /api/issues?service&q&state&from&to&cursor&limit` last seen first. */
export interface IssuesAnswer {
  issues: IssueSummary[];
  next?: string;
}

/**
 * - `new`: nobody has decided on it, and it was first seen within a day
 * - `known`: seen for longer, or reopened
 * - `resolved`: said to be mended; events of releases that had it before don't change that
 * - `returned`: resolved, and then seen in a newer release
 * - `muted`: wanted by nobody until a time; `known` after it
 */
export type IssueState = 'new' | 'known' | 'resolved' | 'returned' | 'muted';

export interface IssueSummary {
  fingerprint: string;
  state: IssueState;
  /** The release that it was resolved in, or has returned in. */
  stateRelease?: string;
  /** When muted. */
  mutedUntil?: number;
  /** Of those that told their version. */
  firstRelease?: string;
  lastRelease?: string;
  type: string;
  message: string;
  service: string;
  source: 'server' | 'browser';
  handled: boolean;
  count: number;
  users: number;
  sessions: number;
  firstSeen: number;
  lastSeen: number;
  /** `function (file:line)` of the first in-app frame. */
  culprit?: string;
  spark: number[];
}

/** `GET /api/issues/:fingerprint` */
export interface IssueAnswer extends IssueSummary {
  /** Why its events are together. */
  because: string;
  versions: string[];
  /** Whose it is, by the CODEOWNERS file of the folder that the viewer was started in. */
  owners?: string[];
  /** Other issues that may have the same cause, best first; at most 5. */
  similar: { fingerprint: string; title: string; service: string }[];
  routes: { route: string; count: number }[];
  /** Newest first; at most 50. */
  events: IssueEvent[];
}

/**
 * The body of `POST /api/issues/:fingerprint`, `content-type: application/json`. The answer is 200
 * with `{}`, 404 if there is no such issue, 400 if something can't be used.
 */
export interface IssueChangeRequest {
  action: 'resolve' | 'mute' | 'reopen';
  /** With `resolve`: the last release that has the fault. The last one seen if absent. */
  release?: string;
  /** With `mute`: until when, milliseconds since the epoch. */
  until?: number;
}

export interface IssueEvent {
  id: string;
  time: number;
  /** How often this record stands for: a beacon counts repeats. */
  count: number;
  traceId?: string;
  spanId?: string;
  /** The error and then its causes and members. */
  chain: IssueError[];
  /** What came before it, oldest first; at most 30. */
  trail: TrailStep[];
  attributes: Record<string, unknown>;
}

/**
 * What a page did; on a server, a line of the same trace, or where there is no trace, of the same
 * process within half a minute.
 */
export interface TrailStep {
  /** Absent where it was not told. */
  time?: number;
  what: string;
  /** Of a line. */
  level?: Level;
  service?: string;
}

export interface IssueError {
  type: string;
  message: string;
  relation: 'error' | 'cause' | 'member';
  frames: {
    function?: string;
    file: string;
    line?: number;
    column?: number;
    inApp: boolean;
    source?: { firstLine: number; lines: string[] };
  }[];
  /** Frames at the end of `frames` that the error around this one ends with too. */
  shared?: number;
  /** As it came, where it could not be parsed. */
  stack?: string;
}

/** `GET /api/runtime?service&from&to` at most 240 points a series. */
export interface RuntimeAnswer {
  services: string[];
  /** One a process (`service.instance.id`). */
  instances: RuntimeInstance[];
  /** Moments in which the loop stood still, longest first; at most 50. */
  blocks: {
    time: number;
    duration: number;
    service: string;
    instance: string;
    /** Of the request that it ran for, where the process recorded the block itself. */
    traceId?: string;
    /** `function (file:line)` of the blocking code; absent where it is not known. */
    function?: string;
  }[];
}

export interface RuntimeInstance {
  service: string;
  instance: string;
  pid?: number;
  node?: string;
  startedAt?: number;
  times: number[];
  /** Milliseconds; null where there was no sample. */
  lagP50: (number | null)[];
  lagP99: (number | null)[];
  lagMax: (number | null)[];
  /** 0 to 1. */
  utilisation: (number | null)[];
  /** Share of the time, 0 to 1. */
  gc: (number | null)[];
  /** Bytes. */
  heapUsed: (number | null)[];
  heapTotal: (number | null)[];
  rss: (number | null)[];
  heapLimit?: number;
  /** While it grows: bytes after the last full collection, and milliseconds until it is full. */
  heapTrend?: { floor: number; bytesPerHour: number; fullIn?: number };
  heapSpaces: { name: string; used: number; size: number }[];
  handles?: number;
}

/** `GET /api/page?service&from&to` */
export interface PageAnswer {
  services: string[];
  vitals: {
    name: 'LCP' | 'INP' | 'CLS' | 'FCP' | 'TTFB';
    /** Milliseconds; CLS has no unit. */
    p75: number;
    count: number;
    /** Shares of good, needs improvement, poor; they add up to 1. */
    ratings: [number, number, number];
    pages: { page: string; p75: number; count: number }[];
  }[];
  errors: IssueSummary[];
  calls: {
    method: string;
    url: string;
    calls: number;
    errors: number;
    p95: number;
    slowestTraceId?: string;
  }[];
  views: { page: string; views: number; sessions: number }[];
}

export interface LiveIssue {
  fingerprint: string;
  state: 'new' | 'returned';
  type: string;
  message: string;
  service: string;
  release?: string;
}

/**
 * `GET /api/live?service&level&q&traceId&logs` server-sent events. `logs`: new rows that fit, in
 * batches; none with `logs=0`.
 * `issue`: an issue that is new or has returned, once each ({@link LiveIssue}).
 * `changed`: which lists have news, at most once a second. `hello`: at the start, with {@link Status}.
 */
export interface LiveLogs {
  logs: LogRow[];
  /** Rows left out because the reader was too slow. */
  skipped: number;
}

export interface LiveChanged {
  traces: boolean;
  logs: boolean;
  issues: boolean;
  metrics: boolean;
}

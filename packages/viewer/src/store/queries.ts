import type {
  IssueAnswer,
  IssueState,
  IssuesAnswer,
  Level,
  LogsAnswer,
  PageAnswer,
  ReasonsAnswer,
  RuntimeAnswer,
  ServicesAnswer,
  SpanAnswer,
  SpansAnswer,
  TraceAnswer,
  TracesAnswer,
} from '../api.js';

/** Milliseconds since the epoch, both ends inclusive. */
export interface TimeWindow {
  from: number;
  to: number;
}

export interface LogFilter {
  q?: string;
  /** The lowest level shown. */
  level?: Level;
  service?: string;
  traceId?: string;
  spanId?: string;
}

export interface LogsQuery extends TimeWindow, LogFilter {
  order: 'asc' | 'desc';
  limit: number;
  cursor?: string;
  histogram: boolean;
}

export interface TracesQuery extends TimeWindow {
  service?: string;
  route?: string;
  q?: string;
  errorsOnly: boolean;
  minMs?: number;
  maxMs?: number;
  limit: number;
  cursor?: string;
}

export interface IssuesQuery extends TimeWindow {
  service?: string;
  state?: IssueState;
  q?: string;
  limit: number;
  cursor?: string;
}

/** What somebody decides about an issue. Times in milliseconds. */
export type IssueChange =
  | { action: 'resolve'; release?: string }
  | { action: 'mute'; until: number }
  | { action: 'reopen' };

/** Every question that a store answers. Undefined: there is no such thing. */
export interface StoreQueries {
  services(query: TimeWindow): ServicesAnswer;
  traces(query: TracesQuery): TracesAnswer;
  trace(query: { traceId: string }): TraceAnswer | undefined;
  spans(query: {
    traceId: string;
    offset: number;
    limit: number;
    collapsed: string[];
  }): SpansAnswer | undefined;
  span(query: { traceId: string; spanId: string }): SpanAnswer | undefined;
  traceReasons(query: { traceId: string }): ReasonsAnswer | undefined;
  issueReasons(query: { fingerprint: string } & TimeWindow): ReasonsAnswer | undefined;
  logs(query: LogsQuery): LogsAnswer;
  issues(query: IssuesQuery): IssuesAnswer;
  issue(query: { fingerprint: string } & TimeWindow): IssueAnswer | undefined;
  runtime(query: TimeWindow & { service?: string }): RuntimeAnswer;
  page(query: TimeWindow & { service?: string }): PageAnswer;
}

/** A parameter that can't be used; told to the asker, never a failure of the store. */
export class QueryError extends Error {
  readonly parameter: string;

  constructor(parameter: string, message: string) {
    super(message);
    this.name = 'QueryError';
    this.parameter = parameter;
  }
}

export type AttributeValue = string | number | boolean;

/** By name; what is `undefined` is left out. */
export type Attributes = Record<string, AttributeValue | undefined>;

/** Where a record belongs: W3C trace context. */
export interface Trace {
  traceId: string;
  spanId: string;
  /** 1 if the trace is sampled. */
  flags?: number;
}

/** One thing the page tells: an event, or a span if `end` is there. */
export interface PageRecord {
  /** The event's name (`exception`, `browser.web_vital`, `browser.page_view`) or the span's. */
  name: string;
  /** When it happened or began, milliseconds since the epoch. */
  time: number;
  attributes: Attributes;
  /** Records of one key that wait together are told as one with a count. Absent: its own. */
  key?: string;
  /** The span that it happened in; of a span its own ids. */
  trace?: Trace | undefined;

  /** Spans only from here. When it ended, milliseconds since the epoch. */
  end?: number;
  parentSpanId?: string;
  /** OTLP: 1 internal, 3 client. */
  kind?: number;
  failed?: boolean;
}

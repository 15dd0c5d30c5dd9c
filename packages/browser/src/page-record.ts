export type AttributeValue = string | number | boolean;

/** One thing the page tells: an event, or a span if `end` is there. */
export interface PageRecord {
  /** The event's name (`exception`, `browser.web_vital`, `browser.page_view`) or the span's. */
  name: string;
  /** When it happened or began, milliseconds since the epoch. */
  time: number;
  attributes: Record<string, AttributeValue>;
  /** What happened, in words; events only. An exception's is its message. */
  body?: string;
  traceId?: string;
  spanId?: string;

  /** Spans only from here. When it ended, milliseconds since the epoch. */
  end?: number;
  parentSpanId?: string;
  /** OTLP: 1 internal, 3 client. */
  kind?: number;
  failed?: boolean;
}

/**
 * `soon`: starts the timer of the next request. `ride`: goes with the next request or when the page
 * is hidden, whichever is first. `hidden`: waits until the page is hidden.
 */
export type Urgency = 'soon' | 'ride' | 'hidden';

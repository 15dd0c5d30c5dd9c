import type {
  Attributes,
  Exception,
  HrTime,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
  TraceState,
} from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { keptAttributes, keptValue } from './attribute-value.js';
import type { SpanLimits } from './span-limits.js';
import { hrTimeOf, isTimeInput, timeMs } from './time-input.js';
import { tellTraceJson } from './trace-json.js';

/** What a span of one tracer has in common with its others. */
export interface SpanOwner {
  scope: { name: string; version?: string };
  limits: SpanLimits;
  /** Where the time of spans goes; absent where nobody asks. */
  times?: SpanTimes | undefined;
  /** Called once, when the span has ended. */
  readonly ended: (span: RecordedSpan) => void;
}

/** Divides the time of spans. Milliseconds. */
export interface SpanTimes {
  /** Called when a span begins; gives how long this thread's loop has had nothing to do, since its start. */
  started(span: RecordedSpan): number;
  /** Called just before a span is over: it may add attributes that are not there yet, and events. */
  ending(span: RecordedSpan, endMs: number): void;
}

export interface KeptLink {
  context: SpanContext;
  attributes: Attributes;
  droppedAttributesCount: number;
}

export interface SpanIds {
  traceId: string;
  spanId: string;
  traceState: TraceState | undefined;
  /** W3C level 2's flag of a random trace id, as the parent had it. */
  random: number;
}

const NONE: readonly never[] = [];
const UNSET = 0;
const OK = 1;
const ERROR = 2;
const SAMPLED = 1;

/**
 * A span that is sampled. Its parts are fields and flat lists, and it is written into bytes once, when
 * it ends; what the OpenTelemetry SDK would show of it, it makes when somebody looks.
 */
export class RecordedSpan implements Span {
  readonly owner: SpanOwner;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: TraceState | undefined;
  /** Sampled, and what else the trace's parent has told of it. */
  readonly traceFlags: number;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  readonly parentIsRemote: boolean;
  readonly kind: SpanKind;
  name: string;
  readonly startMs: number;
  /** What `SpanTimes` said at its start. */
  readonly idleAtStart: number;
  /** Where `SpanTimes` keeps it while it is open. */
  place = -1;
  /** 0 until it has ended. */
  endMs = 0;
  readonly keys: string[] = [];
  readonly values: unknown[] = [];
  #events: TimedEvent[] | undefined = undefined;
  #links: KeptLink[] | undefined = undefined;
  statusCode: number = UNSET;
  statusMessage: string | undefined = undefined;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  #context: SpanContext | undefined = undefined;

  constructor(
    owner: SpanOwner,
    ids: SpanIds,
    parent: { spanId: string; isRemote: boolean } | undefined,
    kind: SpanKind,
    name: string,
    startMs: number,
  ) {
    this.owner = owner;
    this.traceId = ids.traceId;
    this.spanId = ids.spanId;
    this.traceState = ids.traceState;
    this.traceFlags = SAMPLED | ids.random;
    this.parentSpanId = parent === undefined ? '' : parent.spanId;
    this.parentIsRemote = parent !== undefined && parent.isRemote;
    this.kind = kind;
    this.name = name;
    this.startMs = startMs;
    this.idleAtStart = owner.times === undefined ? 0 : owner.times.started(this);
  }

  spanContext(): SpanContext {
    this.#context ??= {
      traceId: this.traceId,
      spanId: this.spanId,
      traceFlags: this.traceFlags,
      ...(this.traceState ? { traceState: this.traceState } : {}),
    };
    return this.#context;
  }

  isRecording(): boolean {
    return this.endMs === 0;
  }

  /** Adds an attribute that is not there yet: a string within the limit, a number or a boolean. */
  put(key: string, value: string | number | boolean): void {
    this.keys.push(key);
    this.values.push(value);
  }

  setAttribute(key: string, value: unknown): this {
    if (this.endMs !== 0 || key === '') return this;
    const { limits } = this.owner;
    const kept = keptValue(value, limits.attributeValueLengthLimit);
    if (kept === undefined) return this;
    const at = this.keys.indexOf(key);
    if (at !== -1) this.values[at] = kept;
    else if (this.keys.length >= limits.attributeCountLimit) this.droppedAttributesCount++;
    else {
      this.keys.push(key);
      this.values.push(kept);
    }
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    }
    return this;
  }

  addEvent(name: string, second?: Attributes | TimeInput, third?: TimeInput): this {
    if (this.endMs !== 0) return this;
    const { limits } = this.owner;
    const events = (this.#events ??= []);
    if (events.length >= limits.eventCountLimit) {
      this.droppedEventsCount++;
      if (limits.eventCountLimit === 0) return this;
      events.shift();
    }
    const isTime = isTimeInput(second);
    const { attributes, dropped } = keptAttributes(
      isTime ? undefined : second,
      limits.attributePerEventCountLimit,
      limits.attributeValueLengthLimit,
    );
    const time = hrTimeOf(timeMs(third ?? (isTime ? second : undefined)));
    events.push({ name, time, attributes, droppedAttributesCount: dropped });
    return this;
  }

  addLink(link: Link): this {
    if (this.endMs !== 0) return this;
    const { limits } = this.owner;
    const links = (this.#links ??= []);
    if (links.length >= limits.linkCountLimit) {
      this.droppedLinksCount++;
      if (limits.linkCountLimit === 0) return this;
      links.shift();
    }
    const { attributes, dropped } = keptAttributes(
      link.attributes,
      limits.attributePerLinkCountLimit,
      limits.attributeValueLengthLimit,
    );
    links.push({ context: link.context, attributes, droppedAttributesCount: dropped });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code: given, message }: SpanStatus): this {
    const code: number = given;
    if (this.endMs !== 0 || code === UNSET || this.statusCode === OK) return this;
    this.statusCode = code;
    this.statusMessage = code === ERROR && typeof message === 'string' ? message : undefined;
    return this;
  }

  updateName(name: string): this {
    if (this.endMs === 0) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { code, name, message, stack } = (
      typeof exception === 'string' ? { message: exception } : exception
    ) as { code?: string | number; name?: string; message?: string; stack?: string };
    const type = code ? String(code) : name;
    if (!type && !message) return;
    this.addEvent(
      'exception',
      {
        ...(type ? { 'exception.type': type } : {}),
        ...(message ? { 'exception.message': message } : {}),
        ...(stack ? { 'exception.stacktrace': stack } : {}),
      },
      time,
    );
  }

  end(time?: TimeInput): void {
    if (this.endMs !== 0) return;
    const endMs = Math.max(timeMs(time), this.startMs);
    this.owner.times?.ending(this, endMs);
    this.endMs = endMs;
    this.owner.ended(this);
  }

  // What the SDK's `ReadableSpan` has, for instrumentations and tests that look into a span.

  get events(): readonly TimedEvent[] {
    return this.#events ?? NONE;
  }

  get links(): readonly KeptLink[] {
    return this.#links ?? NONE;
  }

  get ended(): boolean {
    return this.endMs !== 0;
  }

  get attributes(): Attributes {
    const all: Attributes = {};
    for (const [index, key] of this.keys.entries()) all[key] = this.values[index];
    return all;
  }

  get status(): SpanStatus {
    const { statusCode: code, statusMessage: message } = this;
    return message === undefined ? { code } : { code, message };
  }

  get startTime(): HrTime {
    return hrTimeOf(this.startMs);
  }

  get endTime(): HrTime {
    return hrTimeOf(this.endMs);
  }

  get duration(): HrTime {
    return hrTimeOf(this.endMs === 0 ? 0 : this.endMs - this.startMs);
  }

  get parentSpanContext(): SpanContext | undefined {
    if (this.parentSpanId === '') return undefined;
    const { traceId, parentSpanId: spanId, parentIsRemote: isRemote } = this;
    return { traceId, spanId, isRemote, traceFlags: this.traceFlags };
  }

  get instrumentationScope(): { name: string; version?: string } {
    return this.owner.scope;
  }
}

tellTraceJson(RecordedSpan.prototype);
